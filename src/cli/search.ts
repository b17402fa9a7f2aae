import Type, { type Static } from "typebox";
import { countKind } from "../base/value_kind.ts";
import { ApiClient, type Query } from "./api_client.ts";
import type { Command, CommandInput } from "./command.ts";
import { onlyBotFlag, pickBot } from "./find_bot.ts";
import { isOn, textOf, valueOf } from "./flag_values.ts";
import { parseId } from "./id_text.ts";
import { jsonFlag } from "./json_flag.ts";
import { parseMoment } from "./moment_text.ts";
import { toTable } from "./output.ts";
import { describeRemoteBot, listRemoteBots } from "./remote_bots.ts";
import { addressSettings, urlFlag } from "./server_address.ts";

const Name = Type.Optional(Type.String());

/** What a table shows of a message. */
const Shown = Type.Object({
  bot: Type.Integer(),
  chat_id: Type.Integer(),
  direction: Type.String(),
  content: Type.String(),
  at: Type.String(),
  message: Type.Object({
    from: Type.Optional(Type.Object({ first_name: Name, last_name: Name, username: Name })),
    sender_chat: Type.Optional(Type.Object({ title: Name })),
  }),
  snippet: Type.Object({ text: Type.String() }),
});
type Shown = Static<typeof Shown>;
type BotNames = ReadonlyMap<number, string>;

const maxFound = 10_000;
const defaultFound = 20;

/** `botmux search` */
export const search: Command = {
  words: "search",
  summary: "Search the archived messages of a running BotMux, newest first",
  positionals: ["TEXT"],
  flags: [
    urlFlag,
    { ...onlyBotFlag, description: "Only messages of this bot" },
    { name: "chat", placeholder: "ID", description: "Only messages in this chat" },
    { name: "user", placeholder: "ID", description: "Only messages from this user" },
    { name: "content", placeholder: "KIND,…", description: "Only these content kinds, such as photo,video" },
    { name: "direction", placeholder: "in|out", description: "Only messages received, or only those sent" },
    { name: "since", placeholder: "TIME|DURATION", description: "Earliest time, or age, such as 24h" },
    { name: "until", placeholder: "TIME|DURATION", description: "Latest time, or age" },
    {
      name: "limit",
      placeholder: "NUMBER",
      description: `Maximum messages (default ${defaultFound})`,
    },
    { ...jsonFlag, description: "Print the messages as JSON" },
  ],
  settings: addressSettings,
  run: runSearch,
};

async function runSearch(input: CommandInput): Promise<number> {
  const { host, flags } = input;
  const maxItems = valueOf(flags, "limit", (text) => countKind(1, maxFound).parse(text, "")) ?? defaultFound;
  const query = readQuery(input);
  const api = new ApiClient(input);
  const bots = await listRemoteBots(api);
  const only = textOf(flags, "bot");
  const wanted = { ...query, bots: only === undefined ? undefined : pickBot(bots, only).id };
  const found = await api.list("/messages/search", Shown, { query: wanted, cursorName: "cursor", maxItems });
  if (isOn(flags, "json")) {
    host.stdout(JSON.stringify(found, null, 2));
    return 0;
  }
  const names = new Map(bots.map((bot) => [bot.id, describeRemoteBot(bot)]));
  const rows = found.map((message) => toRow(message, names));
  for (const line of toTable(["TIME", "BOT", "CHAT", "FROM", "TEXT"], rows)) host.stdout(line);
  return 0;
}

function readQuery({ host, flags, positionals }: CommandInput): Query {
  const moment = (name: string) => {
    const ms = valueOf(flags, name, (text) => parseMoment(text, host.clock.now()));
    return ms === undefined ? undefined : new Date(ms).toISOString();
  };
  return {
    text: positionals[0],
    chat: valueOf(flags, "chat", parseId),
    user: valueOf(flags, "user", parseId),
    content: textOf(flags, "content"),
    direction: textOf(flags, "direction"),
    since: moment("since"),
    until: moment("until"),
  };
}

function toRow({ bot, chat_id, at, direction, content, message, snippet }: Shown, names: BotNames) {
  const { from, sender_chat } = message;
  const person = [from?.first_name, from?.last_name].filter(Boolean).join(" ");
  const sender = direction === "out" ? "" : sender_chat?.title ?? person;
  return [
    at.slice(0, 16).replace("T", " "),
    names.get(bot) ?? String(bot),
    String(chat_id),
    sender,
    snippet.text === "" ? `[${content}]` : snippet.text,
  ];
}
