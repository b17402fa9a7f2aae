import Type from "typebox";
import Value from "typebox/value";
import { sleep } from "../base/clock.ts";
import type { OperationalError } from "../base/errors.ts";
import { parseJson } from "../base/json_value.ts";
import { encodeUtf8 } from "../base/bytes.ts";
import { countKind } from "../base/value_kind.ts";
import { ApiClient, isTemporary, type Query } from "./api_client.ts";
import type { Command, CommandInput } from "./command.ts";
import { onlyBotFlag, pickBot } from "./find_bot.ts";
import { textOf, valueOf } from "./flag_values.ts";
import type { CliHost } from "./host.ts";
import { listRemoteBots } from "./remote_bots.ts";
import { addressSettings, urlFlag } from "./server_address.ts";
import { readServerEvents } from "./server_events.ts";

const Missed = Type.Object({ count: Type.Integer() });

const firstRetryMs = 1_000;
const maxRetryMs = 30_000;

/** `botmux tail` */
export const tail: Command = {
  words: "tail",
  summary: "Print updates and outgoing calls of a running BotMux as they pass, as JSON Lines",
  positionals: [],
  flags: [
    urlFlag,
    onlyBotFlag,
    { name: "type", placeholder: "update|call", description: "Only updates, or only calls" },
    { name: "name", placeholder: "NAME", description: "Only this update kind or method" },
    { name: "text", placeholder: "TEXT", description: "Only those whose JSON contains this text" },
    { name: "limit", placeholder: "NUMBER", description: "Stop after this many (default: never)" },
  ],
  settings: addressSettings,
  run: runTail,
};

async function runTail(input: CommandInput): Promise<number> {
  const { host, flags } = input;
  const limit = valueOf(flags, "limit", (text) => countKind(1, 1e9).parse(text, "")) ?? Infinity;
  const api = new ApiClient(input);
  const only = textOf(flags, "bot");
  const query = {
    bot: only === undefined ? undefined : pickBot(await listRemoteBots(api), only).id,
    type: textOf(flags, "type"),
    name: textOf(flags, "name"),
    text: textOf(flags, "text"),
  };
  const printer = new EntryPrinter(host, limit);
  for (let retryMs = 0; !printer.isDone;) {
    const printed = printer.printed;
    const failure = await follow(api, query, printer);
    // A stream ends after some minutes, and is asked for again at once.
    if (failure === undefined || printer.printed > printed) retryMs = 0;
    if (failure === undefined) continue;
    retryMs = Math.min(Math.max(retryMs * 2, firstRetryMs), maxRetryMs);
    host.stderr(`${failure.message} Trying again in ${retryMs / 1000} s.`);
    await sleep(host.clock, retryMs);
  }
  return 0;
}

/**
 * Prints a stream to its end; gives why it broke off.
 *
 * @throws {OperationalError} when BotMux refuses it.
 */
async function follow(
  api: ApiClient,
  query: Query,
  printer: EntryPrinter,
): Promise<OperationalError | undefined> {
  try {
    for await (const { type, data } of readServerEvents(api.stream("/tail", query))) {
      if (!await printer.print(type, data)) return undefined;
    }
    return undefined;
  } catch (error) {
    if (isTemporary(error)) return error;
    throw error;
  }
}

/** Prints entries, no faster than they are read. */
class EntryPrinter {
  readonly #host: CliHost;
  readonly #limit: number;
  printed = 0;
  /** Whether nobody reads any more, or all that was wanted is printed. */
  isDone = false;

  constructor(host: CliHost, limit: number) {
    this.#host = host;
    this.#limit = limit;
  }

  /** Prints what an event tells; false when no more is wanted. */
  async print(type: string, data: string): Promise<boolean> {
    if (type === "missed") this.#tellMissed(parseJson(data));
    if (type !== "entry") return true;
    this.printed++;
    const isRead = await this.#host.write(encodeUtf8(`${data}\n`));
    this.isDone = !isRead || this.printed >= this.#limit;
    return !this.isDone;
  }

  #tellMissed(event: unknown): void {
    if (!Value.Check(Missed, event)) return;
    this.#host.stderr(`Skipped ${event.count}: they came too fast.`);
  }
}
