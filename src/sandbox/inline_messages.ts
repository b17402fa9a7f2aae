import type { Message } from "./bot_api_objects.ts";

/** Messages sent through inline mode, which their bot knows by `inline_message_id` only. */
export class InlineMessages {
  static readonly #kept = 10_000;
  readonly #byId = new Map<string, { readonly botId: number; message: Message }>();

  add(id: string, botId: number, message: Message): void {
    this.#byId.set(id, { botId, message });
    if (this.#byId.size <= InlineMessages.#kept) return;
    for (const oldest of this.#byId.keys()) {
      this.#byId.delete(oldest);
      return;
    }
  }

  find(id: string, botId: number): Message | undefined {
    const found = this.#byId.get(id);
    return found?.botId === botId ? found.message : undefined;
  }

  replace(id: string, message: Message): void {
    const found = this.#byId.get(id);
    if (found !== undefined) found.message = message;
  }
}
