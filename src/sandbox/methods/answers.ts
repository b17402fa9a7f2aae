import {
  arrayParameter,
  type Call,
  copyMembers,
  isFields,
  type Method,
  objectParameter,
  requiredText,
} from "../call.ts";
import { readChat, readMessage } from "../chat_access.ts";
import type { PendingQuery } from "../pending_queries.ts";
import { readReactions, setReaction } from "../reactions.ts";
import { badRequest, unknownQuery } from "../refusals.ts";

const maxResults = 50;
const maxResultIdBytes = 64;
const chatActions: ReadonlySet<string> = new Set([
  "typing",
  "upload_photo",
  "record_video",
  "upload_video",
  "record_voice",
  "record_audio",
  "upload_voice",
  "upload_audio",
  "upload_document",
  "choose_sticker",
  "find_location",
  "record_video_note",
  "upload_video_note",
]);

/** Answers to what people ask by buttons and inline mode, and passing signs: reactions, actions, drafts. */
export const answerMethods: Readonly<Record<string, Method>> = {
  answerCallbackQuery,
  answerInlineQuery,
  answerShippingQuery,
  answerPreCheckoutQuery,
  answerWebAppQuery,
  answerGuestQuery,
  savePreparedInlineMessage,
  savePreparedKeyboardButton,
  setMessageReaction,
  deleteMessageReaction,
  deleteAllMessageReactions,
  sendChatAction,
  sendMessageDraft: draft,
  sendRichMessageDraft: draft,
};

function answerCallbackQuery(call: Call): unknown {
  const text = call.parameters.get("text") ?? "";
  if (text.length > 200) throw badRequest("MESSAGE_TOO_LONG");
  open(call, "callback_query", "callback_query_id").answer = {
    ...copyMembers(call, { text: "text", url: "text", cache_time: "integer" }),
    show_alert: call.parameters.boolean("show_alert"),
  };
  return true;
}

function answerInlineQuery(call: Call): unknown {
  const query = open(call, "inline_query", "inline_query_id");
  const results = arrayParameter(call, "results") ?? [];
  if (results.length > maxResults) throw badRequest("RESULTS_TOO_MUCH");
  const ids = new Set<string>();
  for (const result of results) {
    const id = checkInlineResult(result);
    if (ids.has(id)) throw badRequest("RESULT_ID_DUPLICATE");
    ids.add(id);
  }
  query.answer = {
    results,
    ...copyMembers(call, { next_offset: "text", cache_time: "integer", is_personal: "true" }),
  };
  return true;
}

function checkInlineResult(result: unknown): string {
  if (!isFields(result)) {
    throw badRequest("can't parse inline query result: InlineQueryResult must be an Object");
  }
  if (typeof result.type !== "string") {
    throw badRequest("can't parse inline query result: Can't find field \"type\"");
  }
  const id = typeof result.id === "string" ? result.id : "";
  if (id === "" || new TextEncoder().encode(id).length > maxResultIdBytes) {
    throw badRequest("RESULT_ID_INVALID");
  }
  if (result.type === "article" && !isFields(result.input_message_content)) {
    throw badRequest("can't parse inline query result: Can't find field \"input_message_content\"");
  }
  return id;
}

function answerShippingQuery(call: Call): unknown {
  const isOk = call.parameters.boolean("ok");
  if (isOk && !Array.isArray(call.parameters.json("shipping_options"))) {
    throw badRequest("shipping options must be non-empty");
  }
  const query = open(call, "shipping_query", "shipping_query_id");
  query.answer = {
    ok: isOk,
    shipping_options: call.parameters.json("shipping_options"),
    error_message: isOk ? undefined : requiredText(call, "error_message", "error message must be non-empty"),
  };
  continueAfter(query);
  return true;
}

function answerPreCheckoutQuery(call: Call): unknown {
  const isOk = call.parameters.boolean("ok");
  const errorMessage = isOk
    ? undefined
    : requiredText(call, "error_message", "error message must be non-empty");
  const query = open(call, "pre_checkout_query", "pre_checkout_query_id");
  query.answer = { ok: isOk, error_message: errorMessage };
  continueAfter(query);
  return true;
}

function answerWebAppQuery(call: Call): unknown {
  const query = open(call, "other", "web_app_query_id");
  query.answer = { result: readResult(call) };
  return { inline_message_id: call.world.queries.createId() };
}

function answerGuestQuery(call: Call): unknown {
  const query = open(call, "other", "guest_query_id");
  query.answer = { result: readResult(call) };
  return { inline_message_id: call.world.queries.createId() };
}

function savePreparedInlineMessage(call: Call): unknown {
  readResult(call);
  return { id: call.world.queries.createId(), expiration_date: call.world.nowSec() + 86_400 };
}

function savePreparedKeyboardButton(call: Call): unknown {
  if (objectParameter(call, "button") === undefined) throw badRequest("button is empty");
  return { id: call.world.queries.createId() };
}

function readResult(call: Call): unknown {
  const result = objectParameter(call, "result");
  if (result === undefined) throw badRequest("result is empty");
  checkInlineResult(result);
  return result;
}

function setMessageReaction(call: Call): unknown {
  const conversation = readChat(call);
  const message = readMessage(call, conversation, "message to react not found");
  const reactions = call.parameters.get("reaction") === undefined
    ? []
    : readReactions(call.parameters.json("reaction"));
  if (reactions === undefined) throw badRequest("can't parse reaction types JSON object");
  if (reactions.length > 1) throw badRequest("REACTIONS_TOO_MANY");
  if (reactions.some(({ type }) => type === "paid")) throw badRequest("REACTION_INVALID");
  setReaction(call.world, conversation, message, { user: call.bot.user, reactions });
  return true;
}

function deleteMessageReaction(call: Call): unknown {
  const conversation = readChat(call);
  const message = readMessage(call, conversation, "message not found");
  const user = call.world.user(Number(call.parameters.get("user_id")));
  if (user !== undefined) setReaction(call.world, conversation, message, { user, reactions: [] });
  return true;
}

function deleteAllMessageReactions(call: Call): unknown {
  const conversation = readChat(call);
  const userId = Number(call.parameters.get("user_id"));
  for (const reactions of conversation.reactions.values()) reactions.delete(userId);
  return true;
}

function sendChatAction(call: Call): unknown {
  readChat(call);
  if (!chatActions.has(requiredText(call, "action").toLowerCase())) {
    throw badRequest("wrong parameter action in request");
  }
  return true;
}

function draft(call: Call): unknown {
  const { chat } = readChat(call);
  if (chat.type !== "private") throw badRequest("chat not found");
  if (call.parameters.integer("draft_id", 0) === 0) throw badRequest("draft identifier must be non-zero");
  return true;
}

function open(call: Call, kind: PendingQuery["kind"], name: string): PendingQuery {
  const query = call.world.queries.findOpen(kind, call.bot.id, call.parameters.get(name) ?? "");
  if (query === undefined) throw unknownQuery();
  return query;
}

function continueAfter(query: PendingQuery): void {
  query.onAnswer?.(query);
}
