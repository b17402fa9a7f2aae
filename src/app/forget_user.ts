import type { ForgottenUser } from "../archive/forget_user.ts";
import type { Place } from "../routing/job.ts";
import type { Archiving } from "./archiving.ts";
import type { Foundation } from "./foundation.ts";
import type { Parts } from "./parts.ts";

/**
 * Takes everything about a user out of a bot's journal and archive, their tags, notes and places in broadcasts, and all files of the bot out
 * of their cache: nobody knows whose they were; and copies of the private chat that routing made out of the archives of
 * other bots.
 */
export async function forgetUser(
  { changes, data: { journal, accounts } }: Foundation,
  { files, delivery, routing, broadcasts, archiving }: Parts,
  botId: number,
  userId: number,
): Promise<ForgottenUser> {
  // One that was just added may still open.
  await changes.settled();
  await files.removeBot(botId);
  await journal.forgetUser(botId, userId);
  delivery.dropBuffered(botId);
  await accounts.tags.forgetUser(botId, userId);
  await accounts.notes.forgetUser(botId, userId);
  await broadcasts.forgetUser(botId, userId);
  const copies = await routing.forgetUser(botId, userId);
  if (archiving === undefined) return { removed: 0, rewritten: 0 };
  const { removed, rewritten } = await archiving.forgetUser(botId, userId);
  return { removed: removed + await forgetCopies(archiving, copies), rewritten };
}

/** Takes routed copies out of the archives of the bots that sent them; gives how many records that were. */
async function forgetCopies(archiving: Archiving, copies: readonly Place[]): Promise<number> {
  let removed = 0;
  for (const [botId, ofBot] of Map.groupBy(copies, ({ bot }) => bot)) {
    const places = ofBot.map(({ chat, message }) => ({ chatId: chat, messageId: message, connection: "" }));
    removed += await archiving.forgetMessages(botId, places);
  }
  return removed;
}
