import { type Call, isFields, type Method } from "../call.ts";
import { readChat, readMessage } from "../chat_access.ts";
import { send } from "../posting.ts";
import { closeInTime, closePoll } from "../poll_closing.ts";
import { readPoll } from "../poll_content.ts";
import type { OpenPoll } from "../polls.ts";
import { badRequest } from "../refusals.ts";
import { readInlineKeyboard } from "../reply_markup.ts";

/** Polls. */
export const pollMethods: Readonly<Record<string, Method>> = { sendPoll, stopPoll };

function sendPoll(call: Call): unknown {
  const { world, bot } = call;
  const conversation = readChat(call);
  const id = world.queries.createId();
  const poll = readPoll(call, id, world.nowSec());
  const message = send(call, { poll });
  const open: OpenPoll = {
    botId: bot.id,
    conversation,
    messageId: message.message_id,
    votes: new Map(),
    poll,
  };
  world.polls.add(id, open);
  closeInTime(world, open);
  return message;
}

function stopPoll(call: Call): unknown {
  const conversation = readChat(call);
  const message = readMessage(call, conversation, "message with poll to stop not found");
  const open = isFields(message.poll) ? call.world.polls.find(String(message.poll.id)) : undefined;
  if (open === undefined || open.botId !== call.bot.id) throw badRequest("poll can't be stopped");
  if (open.poll.is_closed === true) throw badRequest("poll has already been closed");
  return closePoll(call.world, open, readInlineKeyboard(call));
}
