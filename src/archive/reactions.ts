import { decodeUtf8 } from "../base/bytes.ts";
import { asArray, asInteger, asRecord, asText, type JsonRecord, parseJson } from "../base/json_value.ts";
import { parseBotApiJson } from "../telegram/bot_api_json.ts";
import type { ArchiveStore, StoredRecord } from "./archive_store.ts";
import type { MessagePlace } from "./facts.ts";

/** How often a message was reacted to, the most frequent first. */
export type Reactions = readonly {
  /** The emoji; for others what Telegram calls their kind: `custom_emoji`, `paid`. */
  readonly reaction: string;
  readonly count: number;
}[];

/** Records that are looked at for one stretch of messages. */
const maxRecords = 2_000;

/** How people, and the bot itself, reacted to some messages of a chat, as far as updates and calls told. */
export async function readReactions(
  store: ArchiveStore,
  botId: number,
  chatId: number,
  places: readonly MessagePlace[],
): Promise<(place: MessagePlace) => Reactions> {
  const ids = [...new Set(places.map(({ messageId }) => messageId))];
  if (ids.length === 0) return () => [];
  const records = await store.reactionRecords(botId, chatId, ids, maxRecords);
  const tallies = new Map<string, Tally>();
  for (const record of records) {
    const key = keyOf(record);
    const tally = tallies.get(key) ?? new Tally();
    tallies.set(key, tally);
    tally.add(record);
  }
  return (place) => tallies.get(keyOf(place))?.reactions ?? [];
}

/** What is under one message, told piece by piece. */
class Tally {
  /** Of each who reacts, by name. */
  readonly #own = new Map<string, readonly string[]>();
  /** Where Telegram tells sums instead. */
  #sums: Reactions | undefined;

  add({ kind, raw }: StoredRecord): void {
    const value = asRecord(parseBotApiJson(decodeUtf8(raw)));
    const body = asRecord(value?.[kind]);
    if (kind === "message_reaction_count") {
      this.#sums = asArray(body?.reactions).map((each) => ({
        reaction: nameOf(asRecord(each)?.type),
        count: asInteger(asRecord(each)?.total_count),
      }));
    } else if (kind === "message_reaction") {
      const who = asRecord(body?.user) ?? asRecord(body?.actor_chat);
      this.#own.set(String(asInteger(who?.id)), asArray(body?.new_reaction).map(nameOf));
    } else {
      this.#addCall(value);
    }
  }

  get reactions(): Reactions {
    if (this.#sums !== undefined) return this.#sums;
    const counts = new Map<string, number>();
    for (const reaction of [...this.#own.values()].flat()) {
      counts.set(reaction, (counts.get(reaction) ?? 0) + 1);
    }
    return [...counts].map(([reaction, count]) => ({ reaction, count })).sort((left, right) =>
      right.count - left.count
    );
  }

  /** The bot's own reaction, which no update tells of. */
  #addCall(call: JsonRecord | undefined): void {
    if (call?.method !== "setmessagereaction") return;
    const wanted = asRecord(call.parameters)?.reaction;
    const list = typeof wanted === "string" ? parseJson(wanted) : wanted;
    this.#own.set("bot", asArray(list).map(nameOf));
  }
}

function nameOf(type: unknown): string {
  const reaction = asRecord(type);
  return asText(reaction?.emoji) || asText(reaction?.type);
}

function keyOf({ messageId, connection }: Pick<MessagePlace, "messageId" | "connection">): string {
  return `${messageId}~${connection}`;
}
