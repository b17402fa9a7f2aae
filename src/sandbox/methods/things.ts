import type { Call, Method } from "../call.ts";
import {
  readChecklist,
  readContact,
  readDice,
  readGame,
  readInvoice,
  readLocation,
  readRichMessage,
  readVenue,
} from "../content.ts";
import { send } from "../posting.ts";

/** Sending of what is neither text nor file: places, contacts, dice, games, invoices, checklists, rich messages. */
export const thingMethods: Readonly<Record<string, Method>> = {
  sendLocation: (call) => send(call, { location: readLocation(call) }),
  sendVenue: (call) => send(call, readVenue(call)),
  sendContact: (call) => send(call, { contact: readContact(call) }),
  sendDice: (call) => send(call, { dice: readDice(call, call.world.random) }),
  sendGame: (call) => send(call, { game: readGame(call) }),
  sendInvoice,
  createInvoiceLink: (call) => {
    readInvoice(call);
    return `https://t.me/$${call.world.queries.createId()}`;
  },
  sendChecklist: (call) => send(call, { checklist: readChecklist(call) }),
  sendRichMessage: (call) => send(call, { rich_message: readRichMessage(call) }),
};

function sendInvoice(call: Call): unknown {
  const { shown, hidden } = readInvoice(call);
  const message = send(call, { invoice: shown });
  // What only the payment needs stays out of the message, as with Telegram.
  call.world.invoices.add(message, call.bot.id, hidden);
  return message;
}
