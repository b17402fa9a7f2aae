import { knowsBot, type Principal } from "../../account/principal.ts";
import type { Bot } from "../../registry/entities/bot.ts";
import type { PagePorts } from "../page_ports.ts";

/** Where a managed bot's profile photo is served; `undefined` for one without. */
export function botPhotoHref({ id, photo }: Pick<Bot, "id" | "photo">): string | undefined {
  return photo === undefined ? undefined : `/api/v1/bots/${id}/files/${photo}`;
}

/** Tells where the photo of a user is served who is a bot that the visitor has access to; `undefined` for all others. */
export function createPhotoFinder(
  { registry }: Pick<PagePorts, "registry">,
  principal: Principal,
): (userId: number) => string | undefined {
  return (userId) => {
    const bot = knowsBot(principal, userId) ? registry.bot(userId) : undefined;
    return bot && botPhotoHref(bot);
  };
}
