/** Only what never comes true takes so long: a busy machine is slow, and no test is about that. */
const maxWaitMs = 120_000;
/** A turn counts as no longer than this: while the machine or this process is suspended nothing can come true. */
const maxTurnMs = 1000;
/** Looks often at first, then spares the machine. */
const maxPauseMs = 20;

/** Waits until `condition` holds, letting real input and output go on; fails loudly after `limitMs` of running. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  limitMs = maxWaitMs,
): Promise<void> {
  let waitedMs = 0;
  let turnMs = performance.now();
  for (let turn = 10; !await condition(); turn++) {
    if (waitedMs > limitMs) throw new Error(`Did not come true: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, Math.min(turn / 10, maxPauseMs)));
    waitedMs += Math.min(performance.now() - turnMs, maxTurnMs);
    turnMs = performance.now();
  }
}
