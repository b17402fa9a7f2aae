import { decodeUtf8 } from "../base/bytes.ts";
import { asRecord, type JsonRecord } from "../base/json_value.ts";
import { parseBotApiJson } from "../telegram/bot_api_json.ts";
import type { StoredMessage } from "./archive_store.ts";

/** A message as people see it: plain data, with the Message object of its newest version. */
export interface ArchivedMessage extends Omit<StoredMessage, "kind" | "raw"> {
  readonly message: JsonRecord;
}

/** The Message object in a record; an empty one when there is none. */
export function shownMessage({ kind, raw }: Pick<StoredMessage, "kind" | "raw">): JsonRecord {
  const value = asRecord(parseBotApiJson(decodeUtf8(raw)));
  // What a copy holds is not in the answer to the call.
  const message = kind === "call" ? value?.message ?? value?.result : value?.[kind];
  return asRecord(message) ?? {};
}

/** A message as people see it. */
export function toArchivedMessage(stored: StoredMessage): ArchivedMessage {
  const { kind: _kind, raw: _raw, ...facts } = stored;
  return { ...facts, message: shownMessage(stored) };
}
