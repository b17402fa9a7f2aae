import Type from "typebox";
import { sleep } from "../base/clock.ts";
import { usageError } from "../base/errors.ts";
import { type StartingPoint, startingPointKind } from "../registry/entities/starting_point.ts";
import { countKind } from "../base/value_kind.ts";
import { ApiClient } from "./api_client.ts";
import type { Command, CommandInput } from "./command.ts";
import { botFlag, pickBot } from "./find_bot.ts";
import { isOn, textOf, valueOf } from "./flag_values.ts";
import { readTarget, secretFlag } from "./listen.ts";
import { listRemoteBots } from "./remote_bots.ts";
import { addressSettings, urlFlag } from "./server_address.ts";
import { toStartQuery, toWireStart } from "./starting_point_wire.ts";
import { untilStopped } from "./stopping.ts";
import { UpdateFeed } from "./update_feed.ts";
import { UpdateSender } from "./update_target.ts";

const MovePreview = Type.Object({ repeats: Type.Integer(), skips: Type.Integer() });

/** `botmux replay` */
export const replay: Command = {
  words: "replay",
  summary: "Redeliver updates that are still in the journal, to a consumer or a URL",
  positionals: [],
  flags: [
    urlFlag,
    botFlag,
    {
      name: "from",
      placeholder: startingPointKind.placeholder,
      description: "Where to start: at the oldest update kept, at an ISO 8601 time, or at a position",
    },
    {
      name: "consumer",
      placeholder: "NAME",
      description: "Consumer to move there; it continues from that update",
    },
    {
      name: "to",
      placeholder: "URL",
      description: "URL to post the updates to, up to the newest; no consumer is moved",
    },
    secretFlag,
    {
      name: "speed",
      placeholder: "NUMBER",
      description: "Maximum updates per second to a URL (default: as fast as it responds)",
    },
    {
      name: "dry-run",
      placeholder: "",
      description: "Print how many updates a consumer would get again or skip",
    },
  ],
  settings: addressSettings,
  async run(input) {
    const start = valueOf(input.flags, "from", (text) => startingPointKind.parse(text, ""));
    if (start === undefined) throw usageError("replay_start_missing");
    const consumer = textOf(input.flags, "consumer");
    if ((consumer === undefined) === (textOf(input.flags, "to") === undefined)) {
      throw usageError("replay_target_missing");
    }
    return consumer === undefined
      ? await replayToUrl(input, start)
      : await moveConsumer(input, start, consumer);
  },
};

async function moveConsumer(input: CommandInput, start: StartingPoint, consumer: string): Promise<number> {
  const { host, flags } = input;
  const api = new ApiClient(input);
  const bot = pickBot(await listRemoteBots(api), textOf(flags, "bot"));
  const path = `/bots/${bot.id}/consumers/${encodeURIComponent(consumer)}/move`;
  const { repeats, skips } = await api.get(path, MovePreview, toStartQuery(start));
  if (!isOn(flags, "dry-run")) await api.post(path, Type.Unknown(), { to: toWireStart(start) });
  const verbs = isOn(flags, "dry-run") ? ["would get", "would skip"] : ["gets", "skips"];
  host.stdout(`Consumer ${consumer} ${verbs[0]} ${repeats} updates again and ${verbs[1]} ${skips}`);
  return 0;
}

async function replayToUrl(input: CommandInput, start: StartingPoint): Promise<number> {
  const { host, flags } = input;
  const target = { url: readTarget(input, "to"), secret: textOf(flags, "secret") };
  const speed = valueOf(flags, "speed", (text) => countKind(1, 10_000).parse(text, "")) ?? Infinity;
  const api = new ApiClient(input);
  const bot = pickBot(await listRemoteBots(api), textOf(flags, "bot"));
  return await untilStopped(input, async (stopping) => {
    const { stop } = stopping;
    await using feed = await UpdateFeed.open(host, api, { botId: bot.id, consumer: undefined, start });
    const sender = new UpdateSender(host, feed, target, stopping);
    let sent = 0;
    for (let isOver = false; !isOver;) {
      const updates = await feed.next(false, stop);
      for (const update of updates) {
        const startMs = host.clock.now();
        if (!await sender.send(update)) break;
        feed.confirm(update);
        sent++;
        await sleep(host.clock, startMs + 1000 / speed - host.clock.now(), stop);
      }
      isOver = updates.length === 0 || stop.aborted;
    }
    host.stdout(`Replayed ${sent} updates of bot ${bot.id}`);
    return stop.aborted ? 1 : 0;
  });
}
