import { decodeUtf8 } from "../../base/bytes.ts";
import { decodeSmallContent } from "../../base/content_encoding.ts";
import type { AnsweredCall } from "../../telegram/answered_call.ts";
import { type ChatMove, isGroup, toChatMove } from "../../telegram/chat_move.ts";
import { type Parameters, readParameters } from "../../telegram/parameters.ts";
import { parseJsonObject } from "../exchange/json_object.ts";
import { maxHeldBytes } from "../exchange/upstream_sender.ts";

/** Parameters by which a call names a chat that it may be refused for. */
const chatName = /(?:^|_)chat_id$/;

/**
 * The move of a chat that upstream tells of when it refuses a call; `undefined` when it tells of none, or the call leaves
 * open which of its chats has moved.
 */
export async function readMoveFromRefusal(call: AnsweredCall): Promise<ChatMove | undefined> {
  const text = decodeUtf8(decodeSmallContent(call.answer, call.answerEncoding, maxHeldBytes));
  if (!text.includes("migrate_to_chat_id")) return undefined;
  const to = Number(Object(parseJsonObject(text)?.parameters).migrate_to_chat_id);
  const { query, contentType, contentEncoding, sent } = call;
  const bytes = sent && decodeSmallContent(sent, contentEncoding, maxHeldBytes);
  const groups = groupsOf(await readParameters(query, bytes && { contentType, bytes }));
  const [from] = groups;
  return from === undefined || groups.size > 1 ? undefined : toChatMove(from, to);
}

/** Groups among the chats that a call names, that of a message it replies to included. */
function groupsOf(parameters: Parameters): Set<number> {
  const named = [...parameters.values].filter(([name]) => chatName.test(name)).map(([, value]) => value);
  const { chat_id: replied } = Object(parameters.json("reply_parameters"));
  const ids = [...named, String(replied ?? "")].filter((id) => /^-[1-9]\d{0,12}$/.test(id));
  return new Set(ids.map(Number).filter(isGroup));
}
