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
