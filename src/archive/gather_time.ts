/** What comes within this time is archived together, which spares the disk: milliseconds. */
const quietMs = 20;
/** When much comes, the same for more of it: what is written together costs a third less. */
const busyMs = 600;
/** So many in one go are many. */
const busyFrom = 50;

/** Maximum of what is archived in one transaction. */
export const maxBatch = 4000;

/** How long to gather entries, in milliseconds, after a batch of such a size. */
export function gatherTimeMs(lastCount: number): number {
  return lastCount < busyFrom ? quietMs : busyMs;
}
