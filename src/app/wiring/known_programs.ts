import type { Journal } from "../../journal/journal.ts";
import type { Registry } from "../../registry/registry.ts";
import type { ProgramWatch } from "../../tgapi/door/program_watch.ts";

/** Whom {@linkcode noteKnownPrograms} asks and tells. */
interface KnownProgramsContext {
  readonly registry: Registry;
  readonly journal: Journal;
  readonly programs: Pick<ProgramWatch, "polledBefore">;
}

/**
 * Finds the consumers whose programs polled before BotMux was started, so that one that does not come back is missed: a
 * cursor that is behind where it began, at an update that is still kept, was moved by a program not long ago.
 */
export async function noteKnownPrograms(
  { registry, journal, programs }: KnownProgramsContext,
): Promise<void> {
  for (const bot of registry.bots()) {
    for (const { id, mode, addedAtMs } of registry.consumers(bot.id)) {
      const cursor = journal.cursor(id);
      if (mode !== "poll" || cursor === undefined || !journal.hasLog(bot.id)) continue;
      const { firstPosition } = journal.logState(bot.id);
      const beganAt = await journal.positionSince(bot.id, addedAtMs);
      if (cursor.position > Math.max(beganAt, firstPosition)) programs.polledBefore(id);
    }
  }
}
