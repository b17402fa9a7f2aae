import { fault } from "../faults/fault.ts";
import Type, { type Static } from "typebox";
import Value from "typebox/value";
import { describeError, OperationalError } from "../base/errors.ts";
import type { Command, CommandInput } from "./command.ts";
import { isOn } from "./flag_values.ts";
import { jsonFlag } from "./json_flag.ts";
import { toPrintable } from "./output.ts";
import { readText, withTimeout } from "./read_answer.ts";
import { addressSettings, findServerAddress, type ServerAddress, urlFlag } from "./server_address.ts";

const Reason = Type.Object({
  code: Type.String(),
  level: Type.String(),
  message: Type.String(),
  since: Type.String(),
});
const Level = Type.Enum(["healthy", "degraded", "down"]);

/** What `/readyz` answers. */
const Ready = Type.Object({
  status: Type.String(),
  health: Level,
  reasons: Type.Array(Reason),
  bots: Type.Array(
    Type.Object({
      id: Type.Integer(),
      username: Type.String(),
      state: Type.String(),
      health: Level,
      reasons: Type.Array(Reason),
    }),
  ),
});
type Ready = Static<typeof Ready>;

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

async function ask({ host }: CommandInput, { url, checksCertificate }: ServerAddress): Promise<string> {
  try {
    return await withTimeout(host.clock, timeoutMs, async (signal) => {
      const { body } = await host.request(`${url}/readyz`, { checksCertificate, signal });
      return await readText(body);
    });
  } catch (error) {
    throw new OperationalError(fault("server_no_answer", { url, said: describeError(error) }));
  }
}

/** @throws {OperationalError} when something else than a BotMux of this version answered. */
function parseReady(text: string, url: string): Ready {
  try {
    return Value.Parse(Ready, JSON.parse(text));
  } catch {
    throw new OperationalError(fault("server_not_botmux", { url }));
  }
}

function describe({ status, health, reasons, bots }: Ready, url: string): string[] {
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

function describeReason({ code, message, since }: Static<typeof Reason>): string {
  return `${code} since ${since}: ${message}`;
}

function describeBot({ id, username }: { readonly id: number; readonly username: string }): string {
  return username === "" ? String(id) : `@${username} (${id})`;
}

/** Those that are down first. */
function byHealth(left: { readonly health: string }, right: { readonly health: string }): number {
  return Number(right.health === "down") - Number(left.health === "down");
}
