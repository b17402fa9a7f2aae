import { knowsBot, type Principal } from "../../../account/principal.ts";
import type { NamedChoice } from "../../../ui/views/chat/chat_list_view.tsx";
import type { PagePorts } from "../page_ports.ts";

/** The bots that somebody may know of, to choose from. */
export function knownBots(principal: Principal, { registry }: Pick<PagePorts, "registry">): NamedChoice[] {
  return registry.bots().filter(({ id }) => knowsBot(principal, id))
    .map(({ id, name }) => ({
      value: String(id),
      label: name === "" ? String(id) : name,
      isName: true as const,
    }))
    .sort((left, right) => left.label.localeCompare(right.label));
}

/** Whose chats are read: those of the bot that was chosen, else of all that one may know of; `undefined` for every bot. */
export function toChosenBots(chosen: string | null, principal: Principal): readonly number[] | undefined {
  if (chosen === null || chosen === "") return principal.bots;
  const id = Number(chosen);
  // A bot that is not theirs is as one that is not there.
  return Number.isSafeInteger(id) && knowsBot(principal, id) ? [id] : [];
}
