import { usageError } from "../base/errors.ts";
import { ApiClient } from "./api_client.ts";
import type { Command, CommandInput } from "./command.ts";
import { botFlag, pickBot } from "./find_bot.ts";
import { textOf, valueOf } from "./flag_values.ts";
import { parseId } from "./id_text.ts";
import { listRemoteBots } from "./remote_bots.ts";
import { addressSettings, urlFlag } from "./server_address.ts";

/** `botmux export` */
export const exportCommand: Command = {
  words: "export",
  summary: "Print all archived messages of a chat, oldest first",
  positionals: [],
  flags: [
    urlFlag,
    botFlag,
    { name: "chat", placeholder: "ID", description: "The chat" },
    { name: "format", placeholder: "jsonl|html", description: "JSON Lines or a web page (default jsonl)" },
  ],
  settings: addressSettings,
  run: runExport,
};

async function runExport(input: CommandInput): Promise<number> {
  const { host, flags } = input;
  const chat = valueOf(flags, "chat", parseId);
  if (chat === undefined) throw usageError("chat_missing");
  const api = new ApiClient(input);
  const { id } = pickBot(await listRemoteBots(api), textOf(flags, "bot"));
  const format = textOf(flags, "format");
  for await (const piece of api.stream(`/bots/${id}/archive/chats/${chat}/export`, { format })) {
    if (!await host.write(piece)) break;
  }
  return 0;
}
