import type { Parameters } from "./parameters.ts";

/** Beginnings of the names of methods that send, forward, copy or edit messages. */
const counted = /^(?:send|forward|copy|editmessage|stopmessage)/;

/** Methods that begin so and make no message. */
const uncounted: ReadonlySet<string> = new Set([
  "sendchataction",
  "sendmessagedraft",
  "sendrichmessagedraft",
  "sendchatjoinrequestwebapp",
  "sendgift",
]);

/** Maximum messages of one call; forwardMessages and copyMessages take no more. */
const maxMessages = 100;

/** Whether calls of the method, in lower case, count against Telegram's limits on sending. */
export function isCountedMethod(method: string): boolean {
  return counted.test(method) && !uncounted.has(method);
}

/** Parameters that say where a call of a counted method goes, how much it sends, and how urgent it is. */
export const countedParameters: readonly string[] = [
  "chat_id",
  "message_ids",
  "media",
  "allow_paid_broadcast",
  "reply_parameters",
  "reply_to_message_id",
];

/** How many messages one call of a counted method makes: items of an album, messages that are forwarded, or 1. */
export function countMessages(parameters: Parameters): number {
  const items = parameters.json("message_ids") ?? parameters.json("media");
  return Array.isArray(items) ? Math.min(Math.max(items.length, 1), maxMessages) : 1;
}
