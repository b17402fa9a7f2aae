import { Buffer } from "node:buffer";
import type { KeptUpdate } from "../journal/collected.ts";

/** Members of a message without which it answers nothing, in no chat. */
const answering = ["reply_to_message", "message_thread_id"].map((name) => Buffer.from(`"${name}"`));

/**
 * Whether an update may be about something that was carried: an answer, an edit, a reaction. Told by its bytes, without
 * parsing them; says yes too often rather than too rarely.
 */
export function mayConcernLinks({ kind, bytes }: Pick<KeptUpdate, "kind" | "bytes">): boolean {
  switch (kind) {
    case "message":
    case "channel_post": {
      const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      return answering.some((name) => whole.includes(name));
    }
    case "edited_message":
    case "edited_channel_post":
    case "message_reaction":
      return true;
    default:
      return false;
  }
}
