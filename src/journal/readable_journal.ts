import type { Waiter } from "./bot_log.ts";
import type { Collected } from "./collected.ts";
import type { CompiledFilter } from "./filter.ts";
import type { LogState } from "./journal_store.ts";

/** The part of a journal that those need who read it from one end to the other and then wait for more. */
export interface ReadableJournal {
  logState(botId: number): LogState;
  collect(
    botId: number,
    from: number,
    filter: CompiledFilter,
    limit: number,
  ): Collected | Promise<Collected>;
  wait(botId: number, waiter: Waiter): () => void;
}
