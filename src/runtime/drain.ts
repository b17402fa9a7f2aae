/**
 * Waits until `drained` settles, but no longer than `graceMs`; then calls `cut` and waits for that.
 */
export async function drainOrCut(
  drained: Promise<void>,
  graceMs: number,
  cut: () => Promise<void>,
): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const isLate = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), graceMs);
  });
  try {
    if (await Promise.race([drained, isLate]) === "late") await cut();
  } finally {
    clearTimeout(timer);
  }
}
