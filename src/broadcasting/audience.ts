import type { Audience, Broadcast, PauseReason } from "./broadcast.ts";
import type { BroadcastStore, Candidate } from "./broadcast_store.ts";
import type { AudiencePage, People } from "./ports.ts";

/** Copies that are written down at a time. */
const copiesStep = 1_000;

/** Whom the audience is read from, and where it is written. */
interface AudienceContext {
  readonly store: BroadcastStore;
  readonly people: People;
}

/**
 * Writes the audience of a broadcast down, page by page; one that was interrupted goes on where it was. Gives why it
 * cannot.
 */
export async function prepareAudience(
  { store, people }: AudienceContext,
  { id, botId, audience }: Broadcast,
  signal: AbortSignal,
): Promise<{ readonly reason: PauseReason; readonly detail: string } | undefined> {
  for (;;) {
    if (signal.aborted) return undefined;
    const found = await store.find(botId, id);
    if (found === undefined || found.isPrepared || found.state !== "active") return undefined;
    if (audience.kind === "copies") {
      await store.prepareCopies(id, copiesStep);
      continue;
    }
    if (needsArchive(audience) && !people.hasChats) return { reason: "archive_off", detail: "" };
    const page = await readAudience(people, botId, audience, found.cursor);
    await store.prepare(id, { ...page, from: found.cursor });
  }
}

/** Whether only the archive knows who the audience is. */
export function needsArchive({ kind }: Audience): boolean {
  return kind === "private" || kind === "filter";
}

/** A page of an audience that is looked up, from `cursor` on. */
async function readAudience(
  people: People,
  botId: number,
  audience: Audience,
  cursor: string,
): Promise<AudiencePage> {
  switch (audience.kind) {
    case "private":
      return await people.privateChats(botId, {}, cursor);
    case "filter":
      return await people.privateChats(botId, audience.filter, cursor);
    case "tag":
      return await people.tagged(botId, audience.tagId, cursor);
    default:
      return { candidates: [], next: undefined };
  }
}

/** How many people an audience has, as far as it was counted in time. */
export interface AudienceCount {
  readonly total: number;
  /** How many of them earlier broadcasts could not reach. */
  readonly unreachable: number;
  /** Whether everybody was counted. */
  readonly isComplete: boolean;
  /** Somebody of them. */
  readonly example: number | undefined;
}

/** Counts an audience until `signal` aborts or so many people are counted. */
export async function countAudience(
  { store, people }: AudienceContext,
  botId: number,
  audience: Audience,
  { max, signal }: { readonly max: number; readonly signal: AbortSignal },
): Promise<AudienceCount> {
  let total = 0;
  let unreachable = 0;
  let example: number | undefined;
  let cursor: string | undefined = "";
  while (cursor !== undefined && total < max && !signal.aborted) {
    const page: AudiencePage = await readAudience(people, botId, audience, cursor);
    const candidates: readonly Candidate[] = page.candidates;
    if (page.isRepeat) return { total, unreachable, isComplete: true, example };
    total += candidates.length;
    unreachable += await store.countUnreachable(botId, candidates);
    example ??= candidates[0]?.chatId;
    cursor = page.next;
  }
  return { total, unreachable, isComplete: cursor === undefined, example };
}
