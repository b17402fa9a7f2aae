import type { CommandInput } from "./command.ts";

/** How a command that goes on is told to end. */
export interface Stopping {
  /** Aborts when the process is asked to stop: nothing new is begun. */
  readonly stop: AbortSignal;
  /** Aborts some time later: what is under way is given up. */
  readonly giveUp: AbortSignal;
}

/** What is under way when the process is asked to stop may take this long. */
const graceMs = 2_000;

/** Runs `work` until it ends; tells it when the process is asked to stop. */
export async function untilStopped<T>(
  { host }: CommandInput,
  work: (stopping: Stopping) => Promise<T>,
): Promise<T> {
  const [stop, giveUp] = [new AbortController(), new AbortController()];
  let cancel = () => {};
  const off = host.onStop(() => {
    const reason = new Error("stopped");
    stop.abort(reason);
    cancel();
    cancel = host.clock.schedule(() => giveUp.abort(reason), graceMs);
  });
  try {
    return await work({ stop: stop.signal, giveUp: giveUp.signal });
  } finally {
    off();
    cancel();
  }
}

/** What `source` gives until `stop` aborts, even where it gives nothing for long, as a terminal does. */
export async function* takeUntil<T>(source: AsyncIterable<T>, stop: AbortSignal): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  const { promise: stopped, resolve } = Promise.withResolvers<undefined>();
  const onStop = () => resolve(undefined);
  stop.addEventListener("abort", onStop, { once: true });
  try {
    for (;;) {
      const next = await Promise.race([stop.aborted ? undefined : iterator.next(), stopped]);
      if (next === undefined || next.done === true) return;
      yield next.value;
    }
  } finally {
    stop.removeEventListener("abort", onStop);
    // Not awaited by one who was asked to stop: it may wait for input first.
    const closed = iterator.return?.();
    if (!stop.aborted) await closed;
  }
}
