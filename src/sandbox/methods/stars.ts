import { type Call, type Method, requiredText, requiredUserId } from "../call.ts";
import { readChat } from "../chat_access.ts";
import type { Fields } from "../bot_api_objects.ts";
import { toSender } from "../posting.ts";
import { badRequest } from "../refusals.ts";

const giftSticker = {
  file_id: "CAACAgQAAxkBAAMgift",
  file_unique_id: "AgADgift",
  type: "regular",
  width: 512,
  height: 512,
  is_animated: true,
  is_video: false,
  emoji: "🎁",
};
const gifts = [15, 25, 50, 100].map((star_count, index) => ({
  id: `517000000000000000${index + 1}`,
  sticker: giftSticker,
  star_count,
}));
const noGifts = { total_count: 0, gifts: [] };

/** Telegram Stars, gifts and boosts. */
export const starMethods: Readonly<Record<string, Method>> = {
  getMyStarBalance: ({ bot }) => ({ amount: bot.starCount }),
  getStarTransactions,
  refundStarPayment,
  editUserStarSubscription: (call) => {
    requiredUserId(call);
    throw badRequest("SUBSCRIPTION_NOT_FOUND");
  },
  getAvailableGifts: () => ({ gifts }),
  sendGift,
  giftPremiumSubscription: (call) => {
    requiredUserId(call);
    pay(call, call.parameters.integer("star_count", 0));
    return true;
  },
  getUserGifts: (call) => {
    requiredUserId(call);
    return noGifts;
  },
  getChatGifts: (call) => {
    readChat(call);
    return noGifts;
  },
  getUserChatBoosts: (call) => {
    readChat(call);
    requiredUserId(call);
    return { boosts: [] };
  },
};

function getStarTransactions({ bot, parameters }: Call): unknown {
  const offset = Math.max(parameters.integer("offset", 0), 0);
  const limit = Math.min(Math.max(parameters.integer("limit", 100), 1), 100);
  return { transactions: bot.starTransactions.slice(offset, offset + limit) };
}

function refundStarPayment(call: Call): unknown {
  const userId = requiredUserId(call);
  const id = requiredText(call, "telegram_payment_charge_id", "CHARGE_ID_INVALID");
  const { bot, world } = call;
  const payment = bot.starTransactions.find((transaction) =>
    transaction.id === id && transaction.source !== undefined
  );
  const person = world.people.get(userId);
  if (payment === undefined || person === undefined) throw badRequest("CHARGE_NOT_FOUND");
  const isRefunded = bot.starTransactions.some(({ id: other, receiver }) =>
    other === id && receiver !== undefined
  );
  if (isRefunded) throw badRequest("CHARGE_ALREADY_REFUNDED");
  const amount = Number(payment.amount);
  bot.starCount -= amount;
  bot.noteStars({
    id,
    amount,
    date: world.nowSec(),
    receiver: partner(toSender(person), "invoice_payment"),
  });
  return true;
}

function sendGift(call: Call): unknown {
  const gift = gifts.find(({ id }) => id === call.parameters.get("gift_id"));
  if (gift === undefined) throw badRequest("STARGIFT_INVALID");
  if (call.parameters.get("chat_id") === undefined) requiredUserId(call);
  else readChat(call);
  pay(call, gift.star_count);
  return true;
}

function pay({ bot }: Call, starCount: number): void {
  if (starCount <= 0 || bot.starCount < starCount) throw badRequest("BALANCE_TOO_LOW");
  bot.starCount -= starCount;
}

/** A `TransactionPartnerUser` object. */
export function partner(user: Fields, transaction_type: string, extra: Fields = {}): Fields {
  return { type: "user", transaction_type, user, ...extra };
}
