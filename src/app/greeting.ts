import type { LogFormat } from "../base/logger.ts";

/** Where everything is when BotMux has started, and what to do first. */
export interface Greeting {
  readonly version: string;
  /** Name and version of the runtime. */
  readonly runtime: string;
  /** URL that programs use instead of Telegram's; the console is beside it. */
  readonly baseUrl: string;
  readonly upstreamUrl: string;
  readonly dataDir: string;
  /** Whether upstream is the sandbox, and the data folder is gone afterwards. */
  readonly isDemo: boolean;
  readonly bots: readonly { readonly id: number; readonly username: string }[];
  /** A token that may be shown; absent for real ones. */
  readonly shownToken: string | undefined;
  /** How this program is run. */
  readonly invocation: string;
  /** Where the first operator sets up; absent when there is one. */
  readonly setupUrl: string | undefined;
}

/** What is written to standard output at the start: a text for people, or one JSON object per line. */
export function describeGreeting(greeting: Greeting, format: LogFormat, nowMs: number): string {
  return format === "json" ? toJsonLines(greeting, nowMs) : toText(greeting);
}

function toText(greeting: Greeting): string {
  const { version, runtime, baseUrl, upstreamUrl, dataDir, isDemo, bots, setupUrl } = greeting;
  const lines = [
    `BotMux ${version} on ${runtime}`,
    "",
    `  Console   ${toConsoleUrl(greeting)}`,
    `  Base URL  ${baseUrl}   instead of https://api.telegram.org in your program`,
    `  Upstream  ${
      isDemo ? "the built-in sandbox: a made-up Telegram, gone when BotMux stops" : upstreamUrl
    }`,
    `  Data      ${isDemo ? "an empty folder for this demo" : dataDir}`,
    `  Bots      ${bots.length === 0 ? "none yet" : bots.map(describeBot).join(", ")}`,
    "",
    bots.length === 0
      ? "Add a bot with the token @BotFather gave you, in a second terminal or before the next start:"
      : "Watch updates arrive:",
    `  ${toFirstCommand(greeting)}`,
  ];
  if (setupUrl !== undefined) {
    lines.push("", "Become the first operator (this link is valid once, for 24 hours):", `  ${setupUrl}`);
  }
  return [...lines, ""].join("\n");
}

/** The same facts as events of the log. What is shown here is meant to be seen: nothing is masked. */
function toJsonLines(greeting: Greeting, nowMs: number): string {
  const { version, runtime, baseUrl, upstreamUrl, dataDir, isDemo, bots, setupUrl } = greeting;
  const event = (message: string, fields: Readonly<Record<string, unknown>>) =>
    JSON.stringify({ time: new Date(nowMs).toISOString(), level: "info", message, ...fields });
  const lines = [
    event(`BotMux ${version} on ${runtime}`, { version, demo: isDemo, upstream: upstreamUrl, data: dataDir }),
    event(`Base URL ${baseUrl} instead of https://api.telegram.org in your program`, {
      baseUrl,
      console: toConsoleUrl(greeting),
      bots: bots.map(({ id }) => id),
      try: toFirstCommand(greeting),
    }),
  ];
  if (setupUrl !== undefined) {
    lines.push(event("Become the first operator: this link is valid once, for 24 hours", { setupUrl }));
  }
  return lines.join("\n");
}

function toConsoleUrl({ baseUrl }: Greeting): string {
  return baseUrl.replace(/tgapi$/, "");
}

/** The command that shows first that BotMux works. */
function toFirstCommand({ bots, baseUrl, shownToken = "<TOKEN>", invocation }: Greeting): string {
  return bots.length === 0
    ? `${invocation} bot add <TOKEN>`
    : `curl -s '${baseUrl}/bot${shownToken}/getUpdates?timeout=50'`;
}

function describeBot({ id, username }: Greeting["bots"][number]): string {
  return username === "" ? String(id) : `@${username} (${id})`;
}
