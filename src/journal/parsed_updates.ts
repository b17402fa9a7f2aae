import { decodeUtf8 } from "../base/bytes.ts";
import { parseBotApiJson } from "../telegram/bot_api_json.ts";
import type { KeptUpdate } from "./collected.ts";

interface HeldUpdate {
  readonly value: unknown;
  /** Length of its text. */
  readonly bytes: number;
}

/** Text of updates that are held parsed, all bots together; what goes beyond is parsed once more. */
const maxHeldBytes = 1024 * 1024;

/**
 * Updates as they were parsed when they came, for a reader that follows their bot and asks for them in a moment: nobody
 * parses the same bytes twice. Those of bots that nobody follows are not held.
 */
export class ParsedUpdates {
  /** By bot, then by position, the oldest first. */
  readonly #followed = new Map<number, Map<number, HeldUpdate>>();
  #bytes = 0;

  /** Text of all that is held, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Holds what comes for a bot from now on. */
  follow(botId: number): void {
    if (!this.#followed.has(botId)) this.#followed.set(botId, new Map());
  }

  /** Holds nothing for a bot any more. */
  unfollow(botId: number): void {
    this.release(botId, Infinity);
    this.#followed.delete(botId);
  }

  /** Holds an update of a bot that is followed. */
  add(botId: number, position: number, value: unknown, bytes: number): void {
    const held = this.#followed.get(botId);
    if (held === undefined) return;
    if (this.#bytes + bytes > maxHeldBytes) this.clear();
    if (bytes > maxHeldBytes) return;
    held.set(position, { value, bytes });
    this.#bytes += bytes;
  }

  /** An update, parsed, without members that are `null`; `undefined` when it is no JSON. */
  get(botId: number, { position, bytes }: Pick<KeptUpdate, "position" | "bytes">): unknown {
    const held = this.#followed.get(botId)?.get(position);
    return held === undefined ? parseBotApiJson(decodeUtf8(bytes)) : held.value;
  }

  /** Nobody asks for what precedes a position any more. */
  release(botId: number, before: number): void {
    const held = this.#followed.get(botId);
    if (held === undefined) return;
    for (const [position, { bytes }] of held) {
      if (position >= before) return;
      held.delete(position);
      this.#bytes -= bytes;
    }
  }

  /** Holds nothing of what came so far. */
  clear(): void {
    for (const held of this.#followed.values()) held.clear();
    this.#bytes = 0;
  }
}
