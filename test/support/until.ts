/** A turn counts as no longer than this: while the machine or this process is suspended nothing can come true. */
const longestTurnMs = 1000;

/** Waits until `condition` holds, letting real input and output go on; fails loudly after `limitMs` of running. */
export async function until(condition: () => boolean | Promise<boolean>, limitMs = 5000): Promise<void> {
  let waitedMs = 0;
  for (let turnMs = performance.now(); !await condition();) {
    if (waitedMs > limitMs) throw new Error(`Did not come true: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, limitMs > 5000 ? 20 : 1));
    waitedMs += Math.min(performance.now() - turnMs, longestTurnMs);
    turnMs = performance.now();
  }
}
