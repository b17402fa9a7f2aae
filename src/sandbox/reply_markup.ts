import type { ReplyKeyboard } from "./conversation.ts";
import { type CalledWith, isFields } from "./call.ts";
import type { InlineKeyboardButton, InlineKeyboardMarkup } from "./bot_api_objects.ts";
import { badRequest } from "./refusals.ts";

const buttonKinds = [
  "url",
  "callback_data",
  "web_app",
  "login_url",
  "switch_inline_query",
  "switch_inline_query_current_chat",
  "switch_inline_query_chosen_chat",
  "copy_text",
  "callback_game",
  "pay",
];
const maxCallbackDataBytes = 64;

/**
 * The inline keyboard of `reply_markup`; `undefined` when there is none. Keyboards of other kinds are checked for
 * shape; messages do not show them.
 */
export function readInlineKeyboard(call: CalledWith): InlineKeyboardMarkup | undefined {
  if (call.parameters.get("reply_markup") === undefined) return undefined;
  const markup = call.parameters.json("reply_markup");
  if (markup === null) return undefined;
  if (!isFields(markup)) throw badRequest("object expected as reply markup");
  if (markup.inline_keyboard !== undefined) return parseInlineKeyboard(markup.inline_keyboard);
  if (markup.keyboard !== undefined && !isRows(markup.keyboard)) {
    throw badRequest('field "keyboard" of the ReplyKeyboardMarkup should be an Array of Arrays');
  }
  return undefined;
}

/** The reply keyboard that `reply_markup` puts below the field; `"removed"` when it takes one away. */
export function readReplyKeyboard(call: CalledWith): ReplyKeyboard | "removed" | undefined {
  const markup = call.parameters.json("reply_markup");
  if (!isFields(markup)) return undefined;
  if (markup.remove_keyboard === true) return "removed";
  if (!isRows(markup.keyboard)) return undefined;
  const textOf = (button: unknown) => isFields(button) ? String(button.text ?? "") : String(button);
  return {
    rows: markup.keyboard.map((row) => row.map(textOf)),
    isOneTime: markup.one_time_keyboard === true,
  };
}

function parseInlineKeyboard(value: unknown): InlineKeyboardMarkup | undefined {
  if (!isRows(value)) {
    throw badRequest('field "inline_keyboard" of the InlineKeyboardMarkup should be an Array of Arrays');
  }
  const rows = value.map((row) => row.map(parseButton)).filter((row) => row.length > 0);
  return rows.length === 0 ? undefined : { inline_keyboard: rows };
}

function isRows(value: unknown): value is unknown[][] {
  return Array.isArray(value) && value.every((row) => Array.isArray(row));
}

function parseButton(value: unknown): InlineKeyboardButton {
  if (!isFields(value)) {
    throw badRequest("can't parse inline keyboard button: InlineKeyboardButton must be an Object");
  }
  const { text, callback_data, ...others } = value;
  if (typeof text !== "string") {
    throw badRequest("can't parse inline keyboard button: Can't find field \"text\"");
  }
  if (text.trim() === "") throw badRequest("inline keyboard button text must be non-empty");
  if (!buttonKinds.some((kind) => value[kind] !== undefined)) {
    throw badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard");
  }
  if (callback_data === undefined) return { text, ...others };
  if (
    typeof callback_data !== "string" ||
    new TextEncoder().encode(callback_data).length > maxCallbackDataBytes
  ) {
    throw badRequest("BUTTON_DATA_INVALID");
  }
  return { text, callback_data, ...others };
}
