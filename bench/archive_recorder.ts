/**
 * The archive under load: 5,000 updates per second come in, a reader takes them by long poll, and 32 connections make
 * calls as fast as they are answered; with the archive and without it, in turn. Calls of getMe leave nothing to archive
 * and show what the recorder of updates takes; each sendMessage is archived too. The archive has kept up when nothing
 * is left to archive soon after the last update.
 *
 * Run it with `bun bench/archive_recorder.ts [bun|deno]`.
 *
 * The aim is that calls lose less than 10 %. On two cores, which client and upstream need too, reading and recording
 * keep pace (no update waits at the end) and calls, which take all that is left, fall to 81 % when only updates are
 * archived and to 63 % when each of them is as well. The main thread's own time is the same with the archive: it is the
 * archive's thread that takes 20 us for an update and 45 to 60 us for a call. What was tried: its lowest priority but a
 * tenth of a core (kept), larger groups (a call costs no less from 200 on), more time to gather updates (kept, a
 * quarter less), handing calls over in one piece (2 us less, not kept).
 */
import { args, writeLine } from "../src/runtime/process.ts";
import { format, median, quantile } from "./support/figures.ts";
import { run, type Runtime, runtimes, temporaryFolder } from "./support/processes.ts";

const token = "1000001:bench-token-of-thirty-five-letters";
const rounds = 3;
const perSecond = 5000;
const seconds = 10;
const connections = 32;
const updates = perSecond * seconds;
const firstId = 5_000_000;
const body = JSON.stringify({ chat_id: 42, text: "pong ".repeat(20) });

interface Outcome {
  readonly callsPerSecond: number;
  /** Milliseconds, of calls. */
  readonly p50: number;
  /** Seconds from the first update to the reader's last. */
  readonly readSeconds: number;
  /** Updates still to be archived when the reader had all, and seconds until none was. */
  readonly lag: number;
  readonly catchUpSeconds: number;
  /** Calls that were not archived because they came too fast. */
  readonly dropped: number;
}

async function read(url: string): Promise<void> {
  for (let offset = 0; offset < firstId + updates;) {
    const response = await fetch(`${url}/bot${token}/getUpdates?timeout=50&offset=${offset}`);
    const text = await response.text();
    const last = text.lastIndexOf('"update_id":');
    if (last >= 0) offset = parseInt(text.slice(last + 12)) + 1;
  }
}

/** Calls until `signal` aborts; gives how long each took, in milliseconds. */
async function call(url: string, method: string, signal: AbortSignal): Promise<number[]> {
  const latencies: number[] = [];
  while (!signal.aborted) {
    const sentMs = performance.now();
    const response = await fetch(`${url}/bot${token}/${method}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    await response.arrayBuffer();
    latencies.push(performance.now() - sentMs);
  }
  return latencies;
}

async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name}(?:\\{.*\\})? (\\d+)$`, "m").exec(text)?.[1] ?? 0);
}

async function measure(runtime: Runtime, method: string, options: readonly string[]): Promise<Outcome> {
  using folder = temporaryFolder();
  await using upstream = await run("bun", "stand_in_upstream.ts", [
    String(updates),
    "100",
    String(perSecond),
  ]);
  await using botmux = await run(runtime, "serve_botmux.ts", [upstream.url, folder.path, token, ...options]);
  const { url } = botmux;
  const reading = read(url);
  const stop = new AbortController();
  await fetch(`${upstream.url}/open`);
  const startMs = performance.now();
  const calling = Promise.all(Array.from({ length: connections }, () => call(url, method, stop.signal)));
  await reading;
  const readSeconds = (performance.now() - startMs) / 1000;
  const lag = await metric(url, "botmux_archive_lag_updates");
  stop.abort();
  const latencies = (await calling).flat();
  const calledSeconds = (performance.now() - startMs) / 1000;
  const lastMs = performance.now();
  while (await metric(url, "botmux_archive_lag_updates") > 0) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    callsPerSecond: latencies.length / calledSeconds,
    p50: quantile(latencies, 0.5),
    readSeconds,
    lag,
    catchUpSeconds: (performance.now() - lastMs) / 1000,
    dropped: await metric(url, "botmux_archive_dropped_calls_total"),
  };
}

async function compare(runtime: Runtime, method: string): Promise<void> {
  writeLine(
    `${
      format(perSecond)
    } updates/s and ${connections} callers of ${method} on ${runtime} (medians of ${rounds})`,
  );
  const sides = { with: [] as Outcome[], without: [] as Outcome[] };
  for (let round = 0; round < rounds; round++) {
    sides.without.push(await measure(runtime, method, ["--no-archive"]));
    sides.with.push(await measure(runtime, method, []));
  }
  const middle = (side: "with" | "without", of: (outcome: Outcome) => number) => median(sides[side].map(of));
  for (const side of ["without", "with"] as const) {
    const calls = format(middle(side, ({ callsPerSecond }) => callsPerSecond));
    const p50 = middle(side, (outcome) => outcome.p50).toFixed(2);
    const readSeconds = middle(side, (outcome) => outcome.readSeconds).toFixed(2);
    writeLine(
      `  ${side.padEnd(7)} the archive: ${calls} calls/s, p50 ${p50} ms, all read after ${readSeconds} s`,
    );
  }
  const share = middle("with", ({ callsPerSecond }) => callsPerSecond) /
    middle("without", ({ callsPerSecond }) => callsPerSecond);
  writeLine(
    `  calls with the archive: ${Math.round(share * 100)} %; still to be archived at the end: ${
      format(middle("with", ({ lag }) => lag))
    } of ${format(updates)}, done ${
      middle("with", (outcome) => outcome.catchUpSeconds).toFixed(1)
    } s later; ${format(middle("with", ({ dropped }) => dropped))} calls dropped`,
  );
}

for (const runtime of runtimes.filter((each) => args.length === 0 || args.includes(each))) {
  for (const method of ["getMe", "sendMessage"]) await compare(runtime, method);
}
