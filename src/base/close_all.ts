/**
 * Takes every step in order, whether earlier ones failed or not.
 *
 * @throws what a step threw; a `SuppressedError` when several did.
 */
export async function closeAll(steps: readonly (() => unknown)[]): Promise<void> {
  await using left = new AsyncDisposableStack();
  for (const step of steps.toReversed()) left.defer(async () => void await step());
}
