import { asArray, type JsonRecord } from "../base/json_value.ts";
import type { Broadcast } from "./broadcast.ts";
import type { Claim } from "./broadcast_store.ts";
import type { Person } from "./ports.ts";

/** A call of a broadcast, its recipient apart. */
interface MessageCall {
  readonly method: string;
  readonly parameters: JsonRecord;
  /** Messages that count against the limits. */
  readonly weight: number;
}

/** Maximum messages of one call. */
const maxMessages = 100;

/** What a broadcast calls for a recipient. Of an album, the first message is edited. */
export function toCall(
  { kind, method }: Pick<Broadcast, "kind" | "method">,
  parameters: JsonRecord,
  { messageIds }: Claim,
): MessageCall {
  if (kind === "edit") return { method, parameters: { ...parameters, message_id: messageIds[0] }, weight: 1 };
  if (kind === "delete") {
    return { method, parameters: { message_ids: messageIds.slice(0, maxMessages) }, weight: 1 };
  }
  const items = asArray(parameters.media ?? parameters.message_ids).length;
  return { method, parameters, weight: Math.min(Math.max(items, 1), maxMessages) };
}

/** What is known of a person, or nothing. */
export function describePerson(person: Person | undefined): Person {
  return person ?? { firstName: "", lastName: "", username: "", language: "" };
}
