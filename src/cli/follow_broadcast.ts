import { sleep } from "../base/clock.ts";
import { isTemporary } from "./api_client.ts";
import type { CommandInput } from "./command.ts";
import { isOn } from "./flag_values.ts";
import {
  describeProgress,
  printBroadcast,
  RemoteBroadcast,
  type RemoteBroadcasts,
} from "./remote_broadcasts.ts";
import { untilStopped } from "./stopping.ts";

const pollMs = 1_000;
const retryMs = 2_000;
/** How often a line is printed where there is no terminal. */
const lineMs = 10_000;
const barWidth = 16;
/** States in which nothing more happens by itself. */
const restingStates: readonly string[] = ["draft", "paused", "finished", "cancelled"];

/** The flag that waits for the end. */
export const followFlag = {
  name: "follow",
  placeholder: "",
  description: "Wait until it ends or pauses, and show its progress; exits with 0 only if it finished",
};

/** Shows the progress of a broadcast until it ends, pauses, or the process is asked to stop; gives the exit code. */
export async function followBroadcast(
  input: CommandInput,
  { api, path }: RemoteBroadcasts,
  id: number,
): Promise<number> {
  const { host } = input;
  const printer = new ProgressPrinter(input);
  return await untilStopped(input, async ({ stop }) => {
    let isLost = false;
    while (!stop.aborted) {
      try {
        const broadcast = await api.get(`${path}/${id}`, RemoteBroadcast);
        isLost = false;
        if (restingStates.includes(broadcast.state)) {
          printer.end();
          printBroadcast(input, broadcast);
          return broadcast.state === "finished" ? 0 : 1;
        }
        printer.print(broadcast);
        await sleep(host.clock, pollMs, stop);
      } catch (error) {
        if (!isTemporary(error)) throw error;
        printer.end();
        if (!isLost) host.stderr(`${error.message} Trying again every ${retryMs / 1000} s.`);
        isLost = true;
        await sleep(host.clock, retryMs, stop);
      }
    }
    printer.end();
    host.stderr(`Stopped watching; broadcast ${id} continues.`);
    return 1;
  });
}

/** Shows progress: as a bar on a terminal, else as lines, unless only JSON is wanted. */
class ProgressPrinter {
  readonly #input: CommandInput;
  #state = "";
  #line = "";
  #nextMs = 0;

  constructor(input: CommandInput) {
    this.#input = input;
  }

  print(broadcast: RemoteBroadcast): void {
    const { host, flags } = this.#input;
    if (host.progress !== undefined) return host.progress(toBar(broadcast, host.clock.now()));
    const line = describeProgress(broadcast);
    const isDue = broadcast.state !== this.#state || host.clock.now() >= this.#nextMs;
    if (isOn(flags, "json") || !isDue || line === this.#line) return;
    host.stdout(line);
    this.#state = broadcast.state;
    this.#line = line;
    this.#nextMs = host.clock.now() + lineMs;
  }

  /** Removes the bar. */
  end(): void {
    this.#input.host.progress?.("");
  }
}

/** A bar that fits a narrow terminal: what is wrapped is not replaced by the next one. */
function toBar(broadcast: RemoteBroadcast, nowMs: number): string {
  const { state, total, sent, failed, remaining, expected_end_at: end } = broadcast;
  const share = total === 0 ? 0 : (total - remaining) / total;
  const bar = "#".repeat(Math.floor(share * barWidth)).padEnd(barWidth, "-");
  const facts = [
    ...(state === "sending" ? [] : [state]),
    `${sent} of ${total} sent`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(end === null ? [] : [`${describeLeft(Date.parse(end) - nowMs)} left`]),
  ];
  return `[${bar}] ${Math.floor(share * 100)}% ${facts.join(", ")}`;
}

function describeLeft(ms: number): string {
  const sec = Math.max(Math.ceil(ms / 1000), 0);
  if (sec < 120) return `${sec} s`;
  const min = Math.ceil(sec / 60);
  return min < 120 ? `${min} min` : `${Math.ceil(min / 60)} h`;
}
