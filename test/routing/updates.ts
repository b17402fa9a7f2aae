import { readUpdateView, type UpdateView } from "../../src/routing/update_view.ts";

export const deskBot = { id: 500, username: "Desk_Bot" };
export const anna = {
  id: 7,
  is_bot: false,
  first_name: "Anna",
  last_name: "Ash",
  username: "anna",
  language_code: "pt-BR",
  is_premium: true,
};
export const annasChat = {
  id: 7,
  type: "private",
  first_name: "Anna",
  last_name: "Ash",
  username: "anna",
};
/** Wednesday, 2026-09-16 12:00:00 UTC. */
export const noonSec = 1_789_560_000;

/** A message of Anna's in her private chat, with `fields` in place of what they name. */
export function messageUpdate(fields: Readonly<Record<string, unknown>> = {}, kind = "message"): unknown {
  const message = { message_id: 11, date: noonSec, chat: annasChat, from: anna, ...fields };
  return { update_id: 1, [kind]: message };
}

export function viewOf(update: unknown): UpdateView {
  return readUpdateView(update, deskBot, 5_000);
}

export function messageView(fields: Readonly<Record<string, unknown>> = {}, kind = "message"): UpdateView {
  return viewOf(messageUpdate(fields, kind));
}
