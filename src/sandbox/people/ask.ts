import { isFields } from "../call.ts";
import type { Fields, Message } from "../bot_api_objects.ts";
import { senderOf, toQuoted, toSender } from "../posting.ts";
import { formatText, textMembers } from "../text/formatted.ts";
import { botOf, messageOf, personOf, type Place, placeOf } from "./places.ts";
import type { World } from "../world.ts";
import { sandboxError } from "../sandbox_error.ts";

/** A press on an inline button. */
export interface Press extends Place {
  readonly from: number;
  readonly messageId: number;
  /** `callback_data` of the button; without it the first one that has any. */
  readonly data?: string;
}

/** Text typed after a bot's name. */
export interface InlineAsk {
  readonly from: number;
  readonly bot: number;
  readonly query: string;
  readonly offset?: string;
}

/** The choice of an inline result. */
export interface InlineChoice extends Place {
  readonly from: number;
  /** Id of the inline query, as {@linkcode askInline} returned it. */
  readonly queryId: string;
  readonly resultId: string;
}

/** Presses a button; returns the id of the callback query that the bot gets. */
export function pressButton(world: World, press: Press): string {
  const conversation = placeOf(world, press, press.from);
  const message = messageOf(conversation, press.messageId);
  const bot = botOf(world, message.from?.id ?? press.bot ?? firstBot(world, press));
  const buttons = (message.reply_markup?.inline_keyboard ?? []).flat();
  const button = buttons.find(({ callback_data, callback_game }) =>
    press.data === undefined
      ? callback_data !== undefined || callback_game !== undefined
      : callback_data === press.data
  );
  if (button === undefined) {
    throw sandboxError("sandbox_button_unknown", { id: press.messageId });
  }
  const query = world.queries.open("callback_query", bot.id);
  world.publish(bot, "callback_query", {
    id: query.id,
    from: toSender(personOf(world, press.from)),
    message: toQuoted(message),
    chat_instance: String(Math.abs(conversation.chat.id) * 31),
    ...(button.callback_data === undefined
      ? { game_short_name: isFields(message.game) ? message.game.title : "" }
      : { data: button.callback_data }),
  });
  return query.id;
}

/** Types after a bot's name; returns the id of the inline query. */
export function askInline(world: World, ask: InlineAsk): string {
  const bot = botOf(world, ask.bot);
  const query = world.queries.open("inline_query", bot.id, { query: ask.query, from: ask.from });
  world.publish(bot, "inline_query", {
    id: query.id,
    from: toSender(personOf(world, ask.from)),
    chat_type: "sender",
    query: ask.query,
    offset: ask.offset ?? "",
  });
  return query.id;
}

/** Sends an inline result the bot has offered; the bot gets `chosen_inline_result`. */
export function chooseInline(world: World, choice: InlineChoice): Message {
  const query = world.queries.find(choice.queryId);
  const results: unknown = query?.answer?.results;
  const result: unknown = (Array.isArray(results) ? results : []).find((offered: unknown) =>
    isFields(offered) && offered.id === choice.resultId
  );
  if (query === undefined || !isFields(result)) {
    throw sandboxError("sandbox_result_unknown", { id: choice.resultId });
  }
  const person = personOf(world, choice.from);
  const bot = botOf(world, query.botId);
  const conversation = placeOf(world, choice, choice.from);
  const message: Message = {
    message_id: conversation.takeMessageId(),
    ...senderOf(conversation, toSender(person)),
    chat: conversation.chat,
    date: world.nowSec(),
    via_bot: toSender(bot.user),
    ...inlineContent(result),
  };
  conversation.store(message);
  const inline_message_id = world.queries.createId();
  world.inlineMessages.add(inline_message_id, bot.id, message);
  world.publish(bot, "chosen_inline_result", {
    result_id: choice.resultId,
    from: toSender(person),
    query: String(query.context.query),
    // Telegram names the message only when it has a keyboard.
    ...(message.reply_markup === undefined ? {} : { inline_message_id }),
  });
  world.announce(conversation, message);
  return message;
}

function inlineContent(result: Fields): Fields {
  const content = isFields(result.input_message_content) ? result.input_message_content : undefined;
  const words = typeof content?.message_text === "string"
    ? textMembers(formatText(content.message_text, content.parse_mode, content.entities))
    : content ?? { text: String(result.title ?? result.caption ?? result.type) };
  return { ...words, ...(isFields(result.reply_markup) ? { reply_markup: result.reply_markup } : {}) };
}

/** In a channel the message does not say which bot posted it. */
function firstBot(world: World, press: Press): number {
  const [bot] = world.audience(placeOf(world, press, press.from));
  return bot?.id ?? 0;
}
