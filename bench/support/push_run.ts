import { costOf, costSince } from "./process_cost.ts";
import { run, type Runtime, temporaryFolder } from "./processes.ts";
import type { PushResult } from "./stand_in_push.ts";

/** What a backend does; see `stand_in_push.ts`. */
export type Behaviour = "well" | "slow" | "failing" | "dead";

/** What is pushed, and where. */
export interface PushLoad {
  readonly updates: number;
  /** 0 for as fast as they are taken. */
  readonly perSecond: number;
  /** One push consumer each. */
  readonly backends: readonly Behaviour[];
}

/** What a run found, and what the side took for it. */
export interface PushRun extends PushResult {
  /** CPU of the side, in milliseconds. */
  readonly cpuMs: number;
  readonly writtenBytes: number;
}

const token = "1000001:bench-token-of-thirty-five-letters";
/** A run that takes longer is stuck. */
const maxRunMs = 600_000;

/**
 * Pushes once, through BotMux or by the bare loop, in processes of their own.
 *
 * @throws {Error} when an update does not arrive, arrives twice, or BotMux mixes the updates of a chat up.
 */
export async function pushOnce(
  runtime: Runtime,
  side: "botmux" | "bare",
  load: PushLoad,
): Promise<PushRun> {
  using folder = temporaryFolder();
  const { updates, perSecond, backends } = load;
  await using standIn = await run("bun", "stand_in_push.ts", [
    String(updates),
    String(perSecond),
    ...backends,
  ]);
  const targets = await (await fetch(`${standIn.url}/backends`)).text();
  await using sender = side === "botmux"
    ? await run(runtime, "push_botmux.ts", [standIn.url, folder.path, token, targets])
    : await run(runtime, "push_bare.ts", [standIn.url, token, targets]);
  // The first poll waits by now.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const before = costOf(sender.pid);
  await (await fetch(`${standIn.url}/open`)).text();
  const response = await fetch(`${standIn.url}/result`, { signal: AbortSignal.timeout(maxRunMs) });
  const result = await response.json() as PushResult;
  if (result.repeats > 0) throw new Error(`${result.repeats} updates were delivered twice by ${side}`);
  if (side === "botmux" && result.misplaced > 0) {
    throw new Error(`${result.misplaced} updates overtook others of their chat`);
  }
  const { cpuMs, writtenBytes } = costSince(before, costOf(sender.pid));
  return { ...result, cpuMs, writtenBytes };
}
