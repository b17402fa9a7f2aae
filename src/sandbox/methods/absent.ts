import { type Call, type Method, requiredText } from "../call.ts";
import type { Fields } from "../bot_api_objects.ts";
import { badRequest } from "../refusals.ts";

/**
 * Methods of the Bot API whose subject the sandbox has none of: connected business accounts (but the connection
 * itself), stories, verification by organisations, managed bots, suggested posts. Each gets the refusal Telegram gives
 * to a bot that names a subject it may not touch.
 */
export const absentMethods: Readonly<Record<string, Method>> = {
  getBusinessConnection,
  ...refuseAll(
    [
      "readBusinessMessage",
      "deleteBusinessMessages",
      "setBusinessAccountName",
      "setBusinessAccountUsername",
      "setBusinessAccountBio",
      "setBusinessAccountProfilePhoto",
      "removeBusinessAccountProfilePhoto",
      "setBusinessAccountGiftSettings",
      "getBusinessAccountStarBalance",
      "transferBusinessAccountStars",
      "getBusinessAccountGifts",
      "convertGiftToStars",
      "upgradeGift",
      "transferGift",
      "postStory",
      "repostStory",
      "editStory",
      "deleteStory",
    ],
    "BUSINESS_CONNECTION_INVALID",
  ),
  ...refuseAll(
    ["verifyUser", "verifyChat", "removeUserVerification", "removeChatVerification"],
    "BOT_VERIFIER_FORBIDDEN",
  ),
  ...refuseAll(
    [
      "getManagedBotToken",
      "replaceManagedBotToken",
      "getManagedBotAccessSettings",
      "setManagedBotAccessSettings",
    ],
    "USER_BOT_REQUIRED",
  ),
  ...refuseAll(["approveSuggestedPost", "declineSuggestedPost"], "SUGGESTED_POST_PEER_INVALID"),
  ...refuseAll(["getUserPersonalChatMessages"], "CHANNEL_INVALID"),
};

function getBusinessConnection(call: Call): Fields {
  const id = requiredText(call, "business_connection_id", "business connection not found");
  const connection = call.world.businessConnections.get(id);
  if (connection?.botId !== call.bot.id) throw badRequest("business connection not found");
  return connection.fields;
}

function refuseAll(names: readonly string[], reason: string): Record<string, Method> {
  return Object.fromEntries(names.map((name) => [name, () => {
    throw badRequest(reason);
  }]));
}
