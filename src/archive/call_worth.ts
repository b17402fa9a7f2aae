import type { AnsweredCall } from "../telegram/answered_call.ts";

/** What a waiting call costs besides its bytes. */
const overheadBytes = 500;

/** Reading leaves no trace worth keeping, but of chats; what is shown while a bot works is gone at once. */
export function isWorthNoting(method: string): boolean {
  if (method.startsWith("get")) return method.startsWith("getchat");
  // Methods that deal with tokens answer with them.
  return method !== "sendchataction" && !method.endsWith("draft") && !method.includes("token");
}

/** What a call takes while it waits, in bytes. */
export function costOf({ sent, answer }: AnsweredCall): number {
  return (sent?.length ?? 0) + answer.length + overheadBytes;
}
