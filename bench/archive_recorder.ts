/**
 * The archive under load. Two BotMux run at the same time, one with the archive and one without it. In turn, a few
 * seconds each, 5,000 updates per second come in at one of them, a reader takes them by long poll, and 32 connections
 * make calls as fast as they are answered. Calls of getMe leave nothing to archive and show what the recorder of updates
 * takes; each sendMessage is archived too. The archive has kept up when nothing is left to archive soon after the last
 * update.
 *
 * Run it with `bun bench/archive_recorder.ts [bun|deno] [getMe|sendMessage]`.
 *
 * The aim is that calls lose less than 10 %. On two cores, which client and upstream need too, they keep 92 % when only
 * updates are archived, and 75 % when each of them is as well, which the archive then writes as many of as of updates. The
 * main thread's own time is the same with the archive; its thread takes 25 to 35 us for an update, four fifths of them in
 * SQLite: a third for the commit, a fifth each for the record with its two indexes and for the message, a tenth for the
 * words. What was tried: larger groups and more time to gather them (kept, a fifth less; calls a quarter less), finding words
 * unit by unit (kept; 8 times faster for Cyrillic), few pieces for the other thread (kept), its lowest priority but a
 * tenth of a core (kept; SCHED_IDLE gains no more), many rows by one statement, more pages between checkpoints, a larger
 * cache and memory-mapped files (nothing gained).
 */
import { args, writeLine } from "../src/runtime/process.ts";
import { alternate, format, median, quantile } from "./support/figures.ts";
import { run, type Runtime, runtimes, temporaryFolder } from "./support/processes.ts";
import { firstId } from "./support/update_text.ts";

const token = "1000001:bench-token-of-thirty-five-letters";
const apiKey = "bench-key-of-more-than-24-letters";
const rounds = 10;
const warmRounds = 3;
const windowMs = 2500;
const perSecond = 5000;
const connections = 32;
const body = JSON.stringify({ chat_id: 42, text: "pong ".repeat(20) });

/** A BotMux with the upstream of its own. */
interface Side extends AsyncDisposable {
  /** Calls answered per second while updates come in and are read. */
  load(): Promise<number>;
  /** Of what was measured since the last time this was asked. */
  report(): Promise<Report>;
}

interface Report {
  /** Milliseconds, of calls. */
  readonly p50: number;
  /** Milliseconds from the last update to the reader's having it, and to its being archived. */
  readonly readAfterMs: number;
  readonly archivedAfterMs: number;
  /** Calls that were not archived because they came too fast. */
  readonly dropped: number;
}

/** What metrics tell of the archive; NaN without one. */
interface ArchiveState {
  /** Updates that are still to be archived. */
  readonly lag: number;
  readonly dropped: number;
}

async function open(runtime: Runtime, method: string, isArchiving: boolean): Promise<Side> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(temporaryFolder());
  const updates = perSecond * (rounds + warmRounds) * windowMs / 500;
  const upstream = opened.use(
    await run("bun", "stand_in_upstream.ts", [String(updates), "100", String(perSecond), "1000001"]),
  );
  const words = [upstream.url, folder.path, token, `--api-key=${apiKey}`];
  if (!isArchiving) words.push("--no-archive");
  const { url } = opened.use(await run(runtime, "serve_botmux.ts", words));
  const resources = opened.move();
  let next = firstId;
  /** Reads until it has all before the id that `last` tells. */
  const read = async (last: Promise<number>): Promise<void> => {
    let end = Infinity;
    void last.then((id) => end = id);
    while (next < end) {
      const response = await fetch(`${url}/bot${token}/getUpdates?timeout=1&offset=${next}`);
      const text = await response.text();
      const found = text.lastIndexOf('"update_id":');
      if (found >= 0) next = parseInt(text.slice(found + 12)) + 1;
    }
  };
  let measured = { latencies: [] as number[], readAfter: [] as number[], archivedAfter: [] as number[] };
  const call = async (endMs: number): Promise<void> => {
    while (performance.now() < endMs) {
      const sentMs = performance.now();
      const response = await fetch(`${url}/bot${token}/${method}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      });
      await response.arrayBuffer();
      measured.latencies.push(performance.now() - sentMs);
    }
  };
  const archived = async (): Promise<ArchiveState> => {
    const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${apiKey}` } });
    const text = await response.text();
    const valueOf = (name: string) =>
      Number(new RegExp(`^${name}(?:\\{.*\\})? (\\d+)$`, "m").exec(text)?.[1]);
    return {
      lag: valueOf("botmux_archive_lag_updates"),
      dropped: valueOf("botmux_archive_dropped_calls_total"),
    };
  };
  return {
    async load() {
      const before = measured.latencies.length;
      const last = Promise.withResolvers<number>();
      await fetch(`${upstream.url}/open`);
      const reading = read(last.promise);
      const startMs = performance.now();
      await Promise.all(Array.from({ length: connections }, () => call(startMs + windowMs)));
      const seconds = (performance.now() - startMs) / 1000;
      last.resolve(Number(await (await fetch(`${upstream.url}/hold`)).text()));
      const heldMs = performance.now();
      await reading;
      measured.readAfter.push(performance.now() - heldMs);
      if (isArchiving && Number.isNaN((await archived()).lag)) {
        throw new Error("Metrics tell nothing of the archive");
      }
      while ((await archived()).lag > 0) await new Promise((resolve) => setTimeout(resolve, 20));
      measured.archivedAfter.push(performance.now() - heldMs);
      return (measured.latencies.length - before) / seconds;
    },
    async report() {
      const { latencies, readAfter, archivedAfter } = measured;
      measured = { latencies: [], readAfter: [], archivedAfter: [] };
      return {
        p50: quantile(latencies, 0.5),
        readAfterMs: median(readAfter),
        archivedAfterMs: median(archivedAfter),
        dropped: (await archived()).dropped,
      };
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

async function compare(runtime: Runtime, method: string): Promise<void> {
  await using archiving = await open(runtime, method, true);
  await using plain = await open(runtime, method, false);
  await alternate(warmRounds, () => archiving.load(), () => plain.load());
  await Promise.all([archiving.report(), plain.report()]);
  const pair = await alternate(rounds, () => archiving.load(), () => plain.load());
  const shares = pair.botmux.map((rate, round) => rate / pair.bare[round]!);
  const [withIt, without] = [await archiving.report(), await plain.report()];
  writeLine(`${format(perSecond)} updates/s and ${connections} callers of ${method} on ${runtime}`);
  for (
    const [words, rates, { p50, readAfterMs }] of [
      ["without the archive", pair.bare, without],
      ["with the archive", pair.botmux, withIt],
    ] as const
  ) {
    writeLine(
      `  ${words}: ${format(median(rates))} calls/s, p50 ${p50.toFixed(2)} ms; all read ${
        format(readAfterMs)
      } ms after the last update came`,
    );
  }
  writeLine(
    `  of each pair ${Math.round(median(shares) * 100)} % (median of ${rounds}); all archived ${
      format(withIt.archivedAfterMs)
    } ms after the last update; ${format(withIt.dropped)} calls dropped`,
  );
}

const named = <T extends string>(all: readonly T[]) =>
  all.some((each) => args.includes(each)) ? all.filter((each) => args.includes(each)) : all;
for (const runtime of named(runtimes)) {
  for (const method of named(["getMe", "sendMessage"])) await compare(runtime, method);
}
