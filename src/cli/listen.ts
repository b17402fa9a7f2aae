import { describeError, OperationalError, usageError } from "../base/errors.ts";
import { sleep } from "../base/clock.ts";
import { startingPointKind } from "../registry/entities/starting_point.ts";
import { ApiClient } from "./api_client.ts";
import type { Flag } from "./arguments.ts";
import type { Command, CommandInput } from "./command.ts";
import { botFlag, pickBot } from "./find_bot.ts";
import { textOf, valueOf } from "./flag_values.ts";
import { listRemoteBots } from "./remote_bots.ts";
import { addressSettings, urlFlag } from "./server_address.ts";
import { untilStopped } from "./stopping.ts";
import { type FedUpdate, UpdateFeed } from "./update_feed.ts";
import { UpdateSender } from "./update_target.ts";

/** The flag with the secret that goes along. */
export const secretFlag: Flag = {
  name: "secret",
  placeholder: "TEXT",
  description: "Sent as X-Telegram-Bot-Api-Secret-Token",
};

const retryMs = 2_000;

/** `botmux listen` */
export const listen: Command = {
  words: "listen",
  summary: "Forward a bot's updates to a program on this machine, and make the calls it responds with",
  positionals: [],
  flags: [
    urlFlag,
    botFlag,
    {
      name: "forward",
      placeholder: "URL",
      description: "Webhook of the program, such as http://localhost:3000/webhook",
    },
    secretFlag,
    {
      name: "consumer",
      placeholder: "NAME",
      description: "Consumer to read as; it keeps its position for the next time (default: a temporary one)",
    },
    {
      name: "from",
      placeholder: startingPointKind.placeholder,
      description: "Where a new consumer starts (default now)",
    },
  ],
  settings: addressSettings,
  run: runListen,
};

async function runListen(input: CommandInput): Promise<number> {
  const { host, flags } = input;
  const target = { url: readTarget(input, "forward"), secret: textOf(flags, "secret") };
  const start = valueOf(flags, "from", (text) => startingPointKind.parse(text, "")) ?? "now";
  const api = new ApiClient(input);
  const bot = pickBot(await listRemoteBots(api), textOf(flags, "bot"));
  return await untilStopped(input, async (stopping) => {
    const { stop } = stopping;
    const consumer = textOf(flags, "consumer");
    await using feed = await UpdateFeed.open(host, api, { botId: bot.id, consumer, start });
    const sender = new UpdateSender(host, feed, target, stopping);
    host.stderr(`Forwarding updates of bot ${bot.id} to ${target.url}. Stop with Ctrl-C.`);
    while (!stop.aborted) {
      for (const update of await readNext(input, feed, stop)) {
        if (await sender.send(update)) feed.confirm(update);
      }
    }
    return 0;
  });
}

/** The next updates; none after a failure that may pass, which is told. */
async function readNext({ host }: CommandInput, feed: UpdateFeed, stop: AbortSignal): Promise<FedUpdate[]> {
  try {
    return await feed.next(true, stop);
  } catch (error) {
    if (error instanceof OperationalError && error.fault.code === "server_refused") throw error;
    host.stderr(`${describeError(error)}. Trying again in ${retryMs / 1000} s.`);
    await sleep(host.clock, retryMs, stop);
    return [];
  }
}

/** The URL of a program. @throws {UsageError} when it is missing, or none. */
export function readTarget({ flags }: CommandInput, name: string): string {
  const url = URL.parse(textOf(flags, name) ?? "");
  if (url !== null && /^https?:$/.test(url.protocol)) return url.href;
  throw usageError("flag_url_invalid", { flag: name });
}
