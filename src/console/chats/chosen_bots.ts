import { knowsBot, type Principal } from "../../account/principal.ts";
import type { NamedChoice } from "./view.tsx";
import { notFound } from "../../http/api/api_error.ts";
import type { PagePorts } from "../page_ports.ts";

/** The bots that somebody has access to, to choose from. */
export function knownBots(principal: Principal, { registry }: Pick<PagePorts, "registry">): NamedChoice[] {
  return registry.bots().filter(({ id }) => knowsBot(principal, id))
    .map(({ id, name }) => ({
      value: String(id),
      label: name === "" ? String(id) : name,
      isName: true as const,
    }))
    .sort((left, right) => left.label.localeCompare(right.label));
}

/**
 * Whose chats are read: those of the bot that was chosen, else of all that one has access to; `undefined` for every bot.
 *
 * @throws {ApiError} 404 when the bot is not there, or not theirs to know.
 */
export function toChosenBots(
  chosen: string | null,
  principal: Principal,
  ports: Pick<PagePorts, "registry">,
): readonly number[] | undefined {
  return chosen === null || chosen === "" ? principal.bots : [toChosenBot(chosen, principal, ports)];
}

/** The one bot that was chosen. @throws {ApiError} 404 as {@linkcode toChosenBots}. */
export function toChosenBot(
  chosen: string,
  principal: Principal,
  { registry }: Pick<PagePorts, "registry">,
): number {
  const id = Number(chosen);
  if (!knowsBot(principal, id) || registry.bot(id) === undefined) throw notFound("bot");
  return id;
}
