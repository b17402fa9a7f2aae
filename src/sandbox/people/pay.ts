import type { Bot } from "../bot.ts";
import type { Conversation } from "../conversation.ts";
import type { OpenInvoice } from "../invoices.ts";
import { announceService } from "../membership.ts";
import { partner } from "../methods/stars.ts";
import type { Fields, User } from "../bot_api_objects.ts";
import type { PendingQuery } from "../pending_queries.ts";
import { toSender } from "../posting.ts";
import type { World } from "../world.ts";
import { botOf, messageOf, personOf, type Place, placeOf } from "./places.ts";
import { sandboxError } from "../sandbox_error.ts";

/** Payment of an invoice. */
export interface Payment extends Place {
  readonly from: number;
  readonly messageId: number;
}

interface Purchase {
  readonly world: World;
  readonly bot: Bot;
  readonly conversation: Conversation;
  readonly buyer: User;
  readonly open: OpenInvoice;
}

const address = {
  country_code: "GB",
  state: "",
  city: "London",
  street_line1: "1 Example Street",
  street_line2: "",
  post_code: "N1 1AA",
};

/**
 * Pays an invoice of a bot. The bot is asked for shipping options if the price is flexible, then to confirm the
 * checkout; once it has, the payment appears in the chat. Returns the id of the first query.
 */
export function payInvoice(world: World, payment: Payment): string {
  const conversation = placeOf(world, payment, payment.from);
  const message = messageOf(conversation, payment.messageId);
  const bot = botOf(world, message.from?.id ?? payment.bot ?? 0);
  const open = world.invoices.find(bot.id, conversation.chat.id, message.message_id);
  if (open === undefined) throw sandboxError("sandbox_invoice_missing", { id: payment.messageId });
  const purchase: Purchase = { world, bot, conversation, buyer: personOf(world, payment.from), open };
  return open.is_flexible ? askShipping(purchase) : askCheckout(purchase);
}

function askShipping(purchase: Purchase): string {
  const { world, bot, buyer, open } = purchase;
  const query = world.queries.open("shipping_query", bot.id);
  query.onAnswer = ({ answer }) => {
    if (answer?.ok === true) askCheckout(purchase, firstOptionId(answer));
  };
  world.publish(bot, "shipping_query", {
    id: query.id,
    from: toSender(buyer),
    invoice_payload: open.invoice_payload,
    shipping_address: address,
  });
  return query.id;
}

function askCheckout(purchase: Purchase, shippingOptionId?: string): string {
  const { world, bot, buyer, open } = purchase;
  const query = world.queries.open("pre_checkout_query", bot.id);
  const terms: Fields = {
    currency: open.invoice.currency,
    total_amount: open.invoice.total_amount,
    invoice_payload: open.invoice_payload,
    ...(shippingOptionId === undefined ? {} : { shipping_option_id: shippingOptionId }),
  };
  query.onAnswer = ({ answer }) => {
    if (answer?.ok === true) settle(purchase, terms, query);
  };
  world.publish(bot, "pre_checkout_query", { id: query.id, from: toSender(buyer), ...terms });
  return query.id;
}

function settle({ world, bot, conversation, buyer }: Purchase, terms: Fields, query: PendingQuery): void {
  const charge = `stx${query.id}`;
  announceService(world, conversation, buyer, {
    successful_payment: {
      ...terms,
      telegram_payment_charge_id: charge,
      provider_payment_charge_id: `provider_${query.id}`,
    },
  });
  if (terms.currency !== "XTR") return;
  const amount = Number(terms.total_amount);
  bot.starCount += amount;
  bot.noteStars({
    id: charge,
    amount,
    date: world.nowSec(),
    source: partner(toSender(buyer), "invoice_payment", { invoice_payload: terms.invoice_payload }),
  });
}

function firstOptionId(answer: Fields): string | undefined {
  const options: unknown = answer.shipping_options;
  const first: unknown = Array.isArray(options) ? options[0] : undefined;
  const id: unknown = Object(first).id;
  return typeof id === "string" ? id : undefined;
}
