import type { TailEntry } from "./tail_entry.ts";

/** What somebody wants to follow; what is absent lets everything through. */
export interface TailFilter {
  readonly bot?: number | undefined;
  readonly type?: TailEntry["type"] | undefined;
  /** Kind of update, or method in any case. */
  readonly name?: string | undefined;
  /** Part of the JSON, in any case. */
  readonly text?: string | undefined;
}

/** Whether an entry is what somebody wants. @param json the entry as it is written */
export function passes({ bot, type, name, text }: TailFilter, entry: TailEntry, json: string): boolean {
  return (bot === undefined || entry.bot === bot) &&
    (type === undefined || entry.type === type) &&
    (name === undefined || entry.name.toLowerCase() === name.toLowerCase()) &&
    (text === undefined || json.toLowerCase().includes(text.toLowerCase()));
}
