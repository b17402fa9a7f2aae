import { decodeUtf8 } from "../base/bytes.ts";
import { asRecord, type JsonRecord, parseJson } from "../base/json_value.ts";
import type { Direction, StoredMessage } from "./store.ts";

/** A message as people see it: plain data, with the Message object of its newest version. */
export interface ArchivedMessage {
  /** Unique in this archive, and rising in the order of archiving. */
  readonly id: number;
  readonly botId: number;
  readonly chatId: number;
  readonly messageId: number;
  /** Business connection, `guest`, or empty for the bot's own chats. */
  readonly connection: string;
  /** Forum topic, 0 for none. */
  readonly topicId: number;
  readonly userId: number;
  readonly senderChatId: number;
  readonly direction: Direction;
  /** Name of the field with its content. */
  readonly content: string;
  /** `media_group_id`; empty for none. */
  readonly albumId: string;
  readonly atMs: number;
  /** 0 when it was not edited. */
  readonly editedAtMs: number;
  /** 0 while it stands. */
  readonly deletedAtMs: number;
  /** The Message object. */
  readonly message: JsonRecord;
}

/** The Message object in a record; an empty one when there is none. */
export function shownMessage({ kind, raw }: Pick<StoredMessage, "kind" | "raw">): JsonRecord {
  const value = asRecord(parseJson(decodeUtf8(raw)));
  // What a copy holds is not in the answer to the call.
  const message = kind === "call" ? value?.message ?? value?.result : value?.[kind];
  return asRecord(message) ?? {};
}

/** A message as people see it. */
export function toArchivedMessage(stored: StoredMessage): ArchivedMessage {
  const { kind: _kind, raw: _raw, ...facts } = stored;
  return { ...facts, message: shownMessage(stored) };
}
