/** Waits until `condition` holds, letting real input and output go on; fails loudly after 5 s. */
export async function until(condition: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + 5000;
  while (!condition()) {
    if (performance.now() > deadlineMs) throw new Error(`Did not come true: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
