import type { Message } from "../sandbox/bot_api_objects.ts";

/** Maximum messages that are remembered, of all shadow tokens together. */
const maxMessages = 1_000;
/** Maximum characters of all of them as JSON. */
const maxCharacters = 8_000_000;

/** Which message of which shadow token. */
interface MadeMessageKey {
  readonly accessTokenId: number;
  readonly chatId: number;
  readonly messageId: number;
}

/** The newest messages that were made up, so that later calls can refer to them. The oldest are forgotten first. */
export class MadeMessages {
  /** JSON: whoever is given a message may change it. */
  readonly #texts = new Map<string, string>();
  #characters = 0;

  find(key: MadeMessageKey): Message | undefined {
    const text = this.#texts.get(toText(key));
    return text === undefined ? undefined : JSON.parse(text);
  }

  put(accessTokenId: number, message: Message): void {
    const key = { accessTokenId, chatId: message.chat.id, messageId: message.message_id };
    this.delete(key);
    const text = JSON.stringify(message);
    this.#texts.set(toText(key), text);
    this.#characters += text.length;
    for (const [oldest, { length }] of this.#texts) {
      if (this.#texts.size <= maxMessages && this.#characters <= maxCharacters) break;
      this.#texts.delete(oldest);
      this.#characters -= length;
    }
  }

  delete(key: MadeMessageKey): void {
    const name = toText(key);
    this.#characters -= this.#texts.get(name)?.length ?? 0;
    this.#texts.delete(name);
  }
}

function toText({ accessTokenId, chatId, messageId }: MadeMessageKey): string {
  return `${accessTokenId}/${chatId}/${messageId}`;
}
