import { concatBytes, decodeUtf8, encodeUtf8 } from "../base/bytes.ts";
import { asRecord, parseJson, requireChoice } from "../base/json_value.ts";
import type { CursorState, JournalEntry, LogAppend, LogState } from "../journal/journal_store.ts";
import { packCursors } from "../journal/packed_cursors.ts";
import { packEntries, unpackEntries } from "../journal/packed_entries.ts";
import type { SqlValue } from "./driver.ts";
import { isNumbers, readPackedStates } from "./packed_states.ts";

/** What `JournalStore.commit` was given. */
export interface CommitChange {
  readonly do: "commit";
  readonly appends: readonly LogAppend[];
  readonly cursors: readonly CursorState[];
}

/** Everything of a bot before a position was removed, and its log is at `state`. */
export interface PruneChange {
  readonly do: "prune";
  readonly state: LogState;
  readonly before: number;
}

/** Rows with which a statement of the push store was run. */
export interface PushChange {
  readonly do: "push";
  readonly statement: PushStatement;
  readonly rows: readonly (readonly SqlValue[])[];
}

/** A change of the journal, as it is logged until the database has it. To repeat it gives the same rows again. */
export type JournalChange = CommitChange | PruneChange | PushChange;

const pushStatements = ["saveMemory", "addDeadLetter", "removeDeadLetter"] as const;
/** Names of statements of the push store. */
export type PushStatement = (typeof pushStatements)[number];

/** The change as one piece of bytes: length of a head, the head as JSON, then what is binary. */
export function encodeJournalChange(change: JournalChange): Uint8Array<ArrayBuffer> {
  if (change.do !== "commit") return encode(change, []);
  const { appends, cursors } = change;
  const { kinds, buffer, count } = packEntries(appends.flatMap(({ entries }) => entries));
  const { states, bits } = packCursors(cursors);
  const logs = appends.map(({ state, entries }) => ({ state, count: entries.length }));
  const head = { do: change.do, logs, kinds, count, states, bits: bits.byteLength };
  return encode(head, [new Uint8Array(bits), new Uint8Array(buffer)]);
}

/** Bytes that a change has at least when it is encoded; costs little. */
export function minChangeBytes(change: JournalChange): number {
  if (change.do !== "commit") return 0;
  let sum = 0;
  for (const { entries } of change.appends) for (const { bytes } of entries) sum += bytes.length;
  return sum;
}

/** The change again. @throws {TypeError} when it is invalid. */
export function decodeJournalChange(bytes: Uint8Array): JournalChange {
  const headEnd = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const head = asRecord(parseJson(decodeUtf8(bytes.subarray(4, headEnd)))) ?? {};
  switch (head["do"]) {
    case "commit":
      return decodeCommit(head, bytes.subarray(headEnd));
    case "prune":
      return {
        do: "prune",
        state: requireShape(isLogState, head["state"]),
        before: requireShape(isNumber, head["before"]),
      };
    case "push": {
      const statement = requireChoice(head["statement"], pushStatements);
      return { do: "push", statement, rows: requireShape(isRows, head["rows"]) };
    }
    default:
      throw malformed();
  }
}

function decodeCommit(head: Readonly<Record<string, unknown>>, body: Uint8Array): CommitChange {
  const bitBytes = requireShape(isNumber, head["bits"]);
  const cursors = readPackedStates(head["states"], body.subarray(0, bitBytes));
  if (cursors === undefined) throw malformed();
  // A copy, because columns of numbers begin at multiples of eight bytes.
  const { buffer } = body.slice(bitBytes);
  const kinds = requireShape(isTexts, head["kinds"]);
  const entries: JournalEntry[] = unpackEntries({
    kinds,
    buffer,
    count: requireShape(isNumber, head["count"]),
  });
  let start = 0;
  const appends = requireShape(Array.isArray, head["logs"]).map((log): LogAppend => {
    const { state, count } = asRecord(log) ?? {};
    return {
      state: requireShape(isLogState, state),
      entries: entries.slice(start, start += requireShape(isNumber, count)),
    };
  });
  return { do: "commit", appends, cursors };
}

function requireShape<T>(is: (value: unknown) => value is T, value: unknown): T {
  if (is(value)) return value;
  throw malformed();
}

function malformed(): TypeError {
  return new TypeError("Cannot read a logged change: it is malformed");
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}

/** Whether parsed JSON is a list of texts. */
export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}

function isLogState(value: unknown): value is LogState {
  const { botId, epoch, nextOffset, lastPosition, firstPosition, count, bytes } = asRecord(value) ?? {};
  return isNumbers([botId, epoch, nextOffset, lastPosition, firstPosition, count, bytes]);
}

function isRows(value: unknown): value is PushChange["rows"] {
  const isValue = (each: unknown) => each === null || typeof each === "string" || typeof each === "number";
  return Array.isArray(value) && value.every((row) => Array.isArray(row) && row.every(isValue));
}

function encode(head: object, parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const text = encodeUtf8(JSON.stringify(head));
  const length = new Uint8Array(new Uint32Array([text.length]).buffer);
  return concatBytes([length, text, ...parts]);
}
