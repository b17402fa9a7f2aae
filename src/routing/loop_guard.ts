import { asInteger, asRecord, type JsonRecord } from "../base/json_value.ts";
import type { Link } from "./job.ts";
import type { RoutingStore } from "./routing_store.ts";
import type { UpdateView } from "./update_view.ts";

/** How many bots may hand a message on, one after the other. */
export const maxHops = 4;

/** Which way a message has come through bots of BotMux. */
export interface Trail {
  /** How many of them have handed it on. */
  readonly hops: number;
  /** Chats it has been in. */
  readonly chats: ReadonlySet<number>;
}

const noTrail: Trail = { hops: 0, chats: new Set() };

/**
 * Whether a bot has written a message, by itself or for a business. Somebody who writes in the name of a chat is a
 * person, although the Bot API shows a bot then.
 */
export function isByBot(message: JsonRecord): boolean {
  if (message.sender_business_bot !== undefined) return true;
  return message.sender_chat === undefined && asRecord(message.from)?.is_bot === true;
}

/**
 * The way of a message that no person has signed: a post of a channel, or one that Telegram carried into the channel's
 * group by itself. Either may be what a bot of BotMux sent.
 */
export async function findTrail(
  store: Pick<RoutingStore, "linkTo">,
  { chatId, messageId, message }: UpdateView,
): Promise<Trail> {
  if (message === undefined) return noTrail;
  if (message.sender_chat === undefined && message.from !== undefined) return noTrail;
  const origin = asRecord(message.forward_origin);
  const originChat = asInteger(asRecord(origin?.chat)?.id);
  let link = await store.linkTo(chatId, messageId) ??
    (originChat === 0 ? undefined : await store.linkTo(originChat, asInteger(origin?.message_id)));
  if (link === undefined) return noTrail;
  const { hops } = link;
  const chats = new Set<number>();
  // Each link has one hop more than the one before it, so this ends.
  for (let step: Link | undefined = link; step !== undefined && chats.size <= 2 * maxHops;) {
    chats.add(step.copy.chat).add(step.original.chat);
    link = step;
    step = step.hops <= 1 ? undefined : await store.linkTo(step.original.chat, step.original.message);
  }
  return { hops, chats };
}
