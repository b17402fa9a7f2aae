import { fault } from "../faults/fault.ts";
import { describeError, OperationalError } from "../base/errors.ts";
import type { Command, CommandInput } from "./command.ts";
import { isOn } from "./flag_values.ts";
import { jsonFlag } from "./json_flag.ts";
import { toPrintable } from "./output.ts";
import { withTimeout } from "./read_answer.ts";
import { askReady, parseReady, type ReadyAnswer, type ReadyReason } from "./ready_answer.ts";
import { addressSettings, findServerAddress, type ServerAddress, urlFlag } from "./server_address.ts";

const timeoutMs = 10_000;

/** `botmux status` */
export const statusCommand: Command = {
  words: "status",
  summary: "Print the health of a running BotMux; exits with 0 only if everything is healthy",
  positionals: [],
  flags: [
    urlFlag,
    { ...jsonFlag, description: "Print the response of /readyz" },
  ],
  settings: addressSettings,
  async run(input) {
    const { host, flags } = input;
    const address = findServerAddress(input);
    const isJson = isOn(flags, "json");
    try {
      const text = await ask(input, address);
      const ready = parseReady(text, address.url);
      for (
        const line of isJson ? [JSON.stringify(JSON.parse(text), null, 2)] : describe(ready, address.url)
      ) {
        host.stdout(line);
      }
      return ready.health === "healthy" && ready.status === "ready" ? 0 : 1;
    } catch (error) {
      if (!isJson || !(error instanceof OperationalError)) throw error;
      host.stdout(JSON.stringify({ status: "not running", health: "down", error: error.message }, null, 2));
      return 1;
    }
  },
};

async function ask({ host }: CommandInput, address: ServerAddress): Promise<string> {
  try {
    return await withTimeout(host.clock, timeoutMs, (signal) => askReady(host, address, signal));
  } catch (error) {
    throw new OperationalError(fault("server_no_answer", { url: address.url, said: describeError(error) }));
  }
}

function describe({ status, health, reasons, bots }: ReadyAnswer, url: string): string[] {
  const unhealthy = bots.filter((bot) => bot.health !== "healthy" || bot.state === "starting");
  const level = health === "healthy" && status !== "ready" ? "starting" : health;
  const healthy = bots.length - unhealthy.length;
  return [
    `BotMux at ${url}: ${level}, ${healthy} of ${bots.length} bots healthy`,
    ...reasons.map((reason) => `  ${describeReason(reason)}`),
    ...unhealthy.toSorted(byHealth).flatMap((bot) => [
      `${describeBot(bot)}: ${bot.health === "healthy" ? bot.state : bot.health}`,
      ...bot.reasons.map((reason) => `  ${describeReason(reason)}`),
    ]),
  ].map(toPrintable);
}

function describeReason({ code, message, since }: ReadyReason): string {
  return `${code} since ${since}: ${message}`;
}

function describeBot({ id, username }: { readonly id: number; readonly username: string }): string {
  return username === "" ? String(id) : `@${username} (${id})`;
}

/** Those that are down first. */
function byHealth(left: { readonly health: string }, right: { readonly health: string }): number {
  return Number(right.health === "down") - Number(left.health === "down");
}
