/** Waits until `condition` holds, letting real input and output go on; fails loudly after `limitMs`. */
export async function until(condition: () => boolean | Promise<boolean>, limitMs = 5000): Promise<void> {
  const deadlineMs = performance.now() + limitMs;
  while (!await condition()) {
    if (performance.now() > deadlineMs) throw new Error(`Did not come true: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, limitMs > 5000 ? 20 : 1));
  }
}
