import type { MessageEntity } from "../bot_api_objects.ts";
import { badRequest } from "../refusals.ts";
import type { FormattedText } from "./formatted_text.ts";

/** Collects plain text and the entities over it while markup is read. */
export class TextBuilder {
  #text = "";
  readonly #entities: MessageEntity[] = [];

  get length(): number {
    return this.#text.length;
  }

  append(text: string): void {
    this.#text += text;
  }

  /** The plain text from `offset` on. */
  since(offset: number): string {
    return this.#text.slice(offset);
  }

  /** Ends an entity that began at `offset`; an empty one vanishes. */
  close(offset: number, type: string, extra: Partial<MessageEntity> = {}): void {
    const length = this.#text.length - offset;
    if (length > 0) this.#entities.push({ type, offset, length, ...extra });
  }

  finish(): FormattedText {
    return { text: this.#text, entities: this.#entities };
  }
}

/** Refusal of markup that cannot be read. */
export function markupError(reason: string): Error {
  return badRequest(`can't parse entities: ${reason}`);
}

/** How many bytes the first `end` UTF-16 units of `text` take; errors of markup count in bytes. */
export function byteOffset(text: string, end: number): number {
  return new TextEncoder().encode(text.slice(0, end)).length;
}

/** Entity members of a link: a person for `tg://user?id=`, else the address; `undefined` when it leads nowhere. */
export function linkMembers(url: string): { type: string; extra: Partial<MessageEntity> } | undefined {
  const userId = /^tg:\/\/user\?id=([0-9]{1,16})$/.exec(url)?.[1];
  if (userId !== undefined) {
    return { type: "text_mention", extra: { user: { id: Number(userId), is_bot: false, first_name: "" } } };
  }
  const withScheme = /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `http://${url}`;
  const parsed = URL.parse(withScheme);
  if (parsed === null || (parsed.protocol !== "tg:" && !parsed.hostname.includes("."))) return undefined;
  return { type: "text_link", extra: { url: parsed.href } };
}
