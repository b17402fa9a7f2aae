import type { Fields, InlineKeyboardMarkup } from "./bot_api_objects.ts";
import { type OpenPoll, withVotes } from "./polls.ts";
import type { World } from "./world.ts";

/** Closes a poll, keeps its result in the message, and tells the bot that sent it. */
export function closePoll(world: World, open: OpenPoll, keyboard?: InlineKeyboardMarkup): Fields {
  open.poll = { ...withVotes(open), is_closed: true };
  const message = open.conversation.find(open.messageId);
  if (message !== undefined) {
    const { reply_markup: _, ...rest } = message;
    open.conversation.store({
      ...rest,
      poll: open.poll,
      ...(keyboard === undefined ? {} : { reply_markup: keyboard }),
    });
  }
  const bot = world.bots.get(open.botId);
  if (bot !== undefined) world.publish(bot, "poll", open.poll);
  return open.poll;
}

/** Lets a poll with `open_period` or `close_date` close by itself. */
export function closeInTime(world: World, open: OpenPoll): void {
  const { open_period, close_date } = open.poll;
  const waitSec = typeof open_period === "number"
    ? open_period
    : typeof close_date === "number"
    ? close_date - world.nowSec()
    : undefined;
  if (waitSec === undefined || open.poll.is_closed === true) return;
  world.later(() => {
    if (open.poll.is_closed !== true) {
      closePoll(world, open, open.conversation.find(open.messageId)?.reply_markup);
    }
  }, waitSec * 1000);
}
