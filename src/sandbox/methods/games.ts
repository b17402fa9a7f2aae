import { type Call, type Method, requiredUserId } from "../call.ts";
import { readChat, readMessage } from "../chat_access.ts";
import { toSender } from "../posting.ts";
import { badRequest } from "../refusals.ts";

/** Scores of games. */
export const gameMethods: Readonly<Record<string, Method>> = { setGameScore, getGameHighScores };

function setGameScore(call: Call): unknown {
  const { scores, message } = readGame(call);
  const userId = requiredUserId(call);
  if (call.world.user(userId) === undefined) throw badRequest("USER_ID_INVALID");
  const score = call.parameters.integer("score", -1);
  if (score < 0) throw badRequest("SCORE_INVALID");
  const before = scores.get(userId);
  if (before !== undefined && score <= before && !call.parameters.boolean("force")) {
    throw badRequest("BOT_SCORE_NOT_MODIFIED");
  }
  scores.set(userId, score);
  return message;
}

function getGameHighScores(call: Call): unknown {
  const { scores } = readGame(call);
  requiredUserId(call);
  return [...scores].sort(([, left], [, right]) => right - left).flatMap(([userId, score], index) => {
    const user = call.world.user(userId);
    return user === undefined ? [] : [{ position: index + 1, user: toSender(user), score }];
  });
}

function readGame(call: Call): { scores: Map<number, number>; message: unknown } {
  const conversation = readChat(call);
  const message = readMessage(call, conversation, "message to set game score not found");
  if (message.game === undefined) throw badRequest("there is no game in the message");
  return { scores: conversation.scoresOf(message.message_id), message };
}
