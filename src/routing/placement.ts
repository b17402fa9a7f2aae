import { asInteger, asRecord } from "../base/json_value.ts";
import type { CallParameters } from "./bot_calls.ts";
import type { Job } from "./job.ts";
import { isSamePlace, otherEnd } from "./place.ts";
import type { RoutingStore } from "./routing_store.ts";

/** Where exactly a message is sent. */
export interface Placement {
  readonly chat: number;
  /** 0 for none. */
  readonly topic: number;
  /** The message it replies to; 0 for none. */
  readonly replyTo: number;
}

/** A placement as parameters of a call. A plain send is better than none when the message replied to is gone. */
export function toParameters({ chat, topic, replyTo }: Placement): CallParameters {
  return {
    chat_id: chat,
    message_thread_id: topic === 0 ? undefined : topic,
    reply_parameters: replyTo === 0 ? undefined : { message_id: replyTo, allow_sending_without_reply: true },
  };
}

/** The message of a chat that means the same to people as the one that is replied to; `undefined` for none. */
export async function findReplied(
  store: Pick<RoutingStore, "linksAt">,
  { source, bot, task }: Job,
): Promise<{ readonly message: number; readonly topic: number } | undefined> {
  if (!("message" in task) || typeof task.message === "number") return undefined;
  const replied = asInteger(asRecord(task.message.reply_to_message)?.message_id);
  if (replied === 0) return undefined;
  const here = { ...source, message: replied };
  for (const link of await store.linksAt(here)) {
    const there = otherEnd(link, here);
    if (there.bot !== bot || there.chat !== task.chat) continue;
    const topic = isSamePlace(link.original, here) ? link.copyTopic : link.originalTopic;
    return { message: there.message, topic };
  }
  return undefined;
}
