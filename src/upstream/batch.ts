import { fault } from "../faults/fault.ts";
import { decodeUtf8, withoutByteOrderMark } from "../base/bytes.ts";
import type { ReceivedUpdate } from "../journal/received.ts";
import { parseBotApiJson } from "../telegram/bot_api_json.ts";
import { skipSpace, skipValue } from "../telegram/json_bytes.ts";
import { splitResultArray } from "../telegram/splitter.ts";
import { readUpdateFacts, type UpdateFacts } from "../telegram/update_facts.ts";
import { isRecord, toTelegramError } from "./refusal.ts";
import { MalformedAnswer } from "./upstream_error.ts";

/** What one answer to getUpdates held. */
export interface Batch {
  /** In upstream's order; their bytes are views of the answer. */
  readonly updates: readonly ReceivedUpdate[];
  /** Bytes of elements that are no updates: they have no usable `update_id`. */
  readonly unreadable: readonly Uint8Array[];
}

const openBrace = 0x7b;
const emptyBatch: Batch = { updates: [], unreadable: [] };

/**
 * Takes an answer to getUpdates apart. An element that is no update does not spoil the others.
 *
 * @throws {MalformedAnswer} when the answer as a whole is not JSON or not of the Bot API's shape.
 * @throws {TelegramError} when it says `"ok":false` in spite of its status.
 */
export function readBatch(answer: Uint8Array): Batch {
  const elements = parseResult(answer);
  if (elements.length === 0) return emptyBatch;
  const ranges = splitResultArray(answer);
  // Both readings of the same bytes agree unless a key was given twice.
  if (ranges.length !== elements.length) {
    throw new MalformedAnswer(fault("answer_ambiguous"));
  }
  const updates: ReceivedUpdate[] = [];
  const unreadable: Uint8Array[] = [];
  for (const [index, { start, end }] of ranges.entries()) {
    const bytes = answer.subarray(start, end);
    const parsed = elements[index];
    const facts = tryReadFacts(parsed);
    if (facts === undefined) unreadable.push(bytes);
    else updates.push({ facts, bytes, parsed });
  }
  return { updates, unreadable };
}

/**
 * Takes the body of a webhook delivery for an update; `undefined` when it is not one. Its bytes are a view of `body`
 * without white space and a byte order mark around the object.
 */
export function readUpdate(body: Uint8Array): ReceivedUpdate | undefined {
  const text = withoutByteOrderMark(body);
  const start = skipSpace(text, 0);
  if (text[start] !== openBrace) return undefined;
  const parsed = parseBotApiJson(decodeUtf8(text));
  const facts = tryReadFacts(parsed);
  // The text has been parsed: what the brace opens has its end.
  return facts && { facts, bytes: text.subarray(start, skipValue(text, start)), parsed };
}

/**
 * The facts of an update; `undefined` when it is not one. An id that cannot be acknowledged, because no number holds the
 * one after it exactly, is no id. The official server's ids stay below 2,000,000,000; others count on, and read such
 * offsets as well.
 */
function tryReadFacts(element: unknown): UpdateFacts | undefined {
  const updateId = isRecord(element) ? element.update_id : undefined;
  const isId = typeof updateId === "number" && Number.isInteger(updateId) && updateId >= 0 &&
    updateId < Number.MAX_SAFE_INTEGER;
  return isId ? readUpdateFacts(element) : undefined;
}

function parseResult(answer: Uint8Array): readonly unknown[] {
  const value = parseBotApiJson(decodeUtf8(answer));
  if (value === undefined) {
    throw new MalformedAnswer(fault("answer_not_json"));
  }
  if (isRecord(value) && value.ok === false) throw toTelegramError(value, 200, undefined);
  if (!isRecord(value) || value.ok !== true || !Array.isArray(value.result)) {
    throw new MalformedAnswer(
      fault("answer_of_other_shape", { method: "getUpdates" }),
    );
  }
  return value.result;
}
