/** Turns a synchronous piece of work into a promise, its exception into a rejection. */
export async function attempt<T>(work: () => T): Promise<T> {
  return await work();
}
