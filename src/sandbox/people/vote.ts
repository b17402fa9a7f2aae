import { isFields } from "../call.ts";
import { toSender } from "../posting.ts";
import { withVotes } from "../polls.ts";
import type { World } from "../world.ts";
import { botOf, messageOf, personOf, type Place, placeOf } from "./places.ts";
import { sandboxError } from "../sandbox_error.ts";

/** A vote in a poll; no options take it back. */
export interface Vote extends Place {
  readonly from: number;
  readonly messageId: number;
  readonly options: readonly number[];
}

/** Votes: the bot that sent the poll gets `poll` and, when it is not anonymous, `poll_answer`. */
export function vote(world: World, { from, messageId, options, ...place }: Vote): void {
  const conversation = placeOf(world, place, from);
  const message = messageOf(conversation, messageId);
  const open = isFields(message.poll) ? world.polls.find(String(message.poll.id)) : undefined;
  if (open === undefined || open.poll.is_closed === true) {
    throw sandboxError("sandbox_poll_missing", { id: messageId });
  }
  if (options.length === 0) open.votes.delete(from);
  else open.votes.set(from, options);
  open.poll = withVotes(open);
  open.conversation.store({ ...messageOf(open.conversation, open.messageId), poll: open.poll });
  const bot = botOf(world, open.botId);
  world.publish(bot, "poll", open.poll);
  if (open.poll.is_anonymous === true) return;
  world.publish(bot, "poll_answer", {
    poll_id: open.poll.id,
    user: toSender(personOf(world, from)),
    option_ids: options,
    option_persistent_ids: options.map(String),
  });
}
