import { type FormattedText, toFormattedText } from "./formatted_text.ts";
import type { SenderView, UpdateView } from "./update_view.ts";

/** Gives what is in the place of a placeholder. */
export type Placeholder = (view: UpdateView) => string | FormattedText;

/** Every placeholder of a template, by its name. Where an update does not have it, it is empty. */
export const placeholders: ReadonlyMap<string, Placeholder> = new Map<string, Placeholder>([
  ["text", ({ text, entities }) => toFormattedText(text, entities)],
  ["command", ({ command }) => command],
  ["media", ({ media }) => media],
  ["update", ({ kind }) => kind],
  ["message.id", ({ messageId }) => toIdText(messageId)],
  ["sender.name", ({ sender }) => toName(sender)],
  ["sender.mention", ({ sender }) => toMention(sender)],
  ["sender.username", ({ sender }) => toAtName(sender?.username)],
  ["sender.id", ({ sender }) => toIdText(sender?.id)],
  ["sender.language", ({ sender }) => sender?.language ?? ""],
  ["chat.title", ({ chat }) => chat?.title ?? ""],
  ["chat.username", ({ chat }) => toAtName(chat?.username)],
  ["chat.id", ({ chatId }) => toIdText(chatId)],
  ["chat.type", ({ chat }) => chat?.type ?? ""],
  ["topic.id", ({ topicId }) => toIdText(topicId)],
  ["bot.username", ({ bot }) => toAtName(bot.username)],
  ["bot.id", ({ bot }) => toIdText(bot.id)],
]);

/** When it happened, on the clocks of UTC: `2026-09-16 12:00 UTC`. */
export function utcTime({ atMs }: UpdateView): string {
  return `${new Date(atMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/**
 * When it happened, on the clocks of a zone: `2026-09-16 14:00`.
 *
 * @throws {RangeError} when there is no such zone.
 */
export function createZonedTime(zone: string): Placeholder {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  return ({ atMs }) => format.format(atMs);
}

function toIdText(id: number | undefined): string {
  return id === undefined || id === 0 ? "" : String(id);
}

function toAtName(username = ""): string {
  return username === "" ? "" : `@${username}`;
}

function toName(sender: SenderView | undefined): string {
  return sender === undefined ? "" : sender.name || toAtName(sender.username) || toIdText(sender.id);
}

/** The name as a link to the user's profile; a chat has none. */
function toMention(sender: SenderView | undefined): FormattedText {
  const text = toName(sender);
  if (sender === undefined || !sender.isUser) return { text, entities: [] };
  const user = { id: sender.id, is_bot: sender.isBot, first_name: text };
  return { text, entities: [{ type: "text_mention", offset: 0, length: text.length, user }] };
}
