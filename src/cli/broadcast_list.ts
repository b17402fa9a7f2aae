import { countKind } from "../base/value_kind.ts";
import type { Command } from "./command.ts";
import { botFlag } from "./find_bot.ts";
import { isOn, valueOf } from "./flag_values.ts";
import { jsonFlag } from "./json_flag.ts";
import { toTable } from "./output.ts";
import { openBroadcasts, RemoteBroadcast, toMinute } from "./remote_broadcasts.ts";
import { addressSettings, urlFlag } from "./server_address.ts";

const maxListed = 10_000;
const defaultListed = 20;

/** `botmux broadcast list` */
export const broadcastList: Command = {
  words: "broadcast list",
  summary: "List the broadcasts of a bot, newest first",
  positionals: [],
  flags: [
    urlFlag,
    botFlag,
    {
      name: "limit",
      placeholder: "NUMBER",
      description: `Maximum broadcasts (default ${defaultListed})`,
    },
    jsonFlag,
  ],
  settings: addressSettings,
  async run(input) {
    const { host, flags } = input;
    const maxItems = valueOf(flags, "limit", (text) => countKind(1, maxListed).parse(text, ""));
    const { api, path } = await openBroadcasts(input);
    const found = await api.list(path, RemoteBroadcast, {
      cursorName: "before",
      maxItems: maxItems ?? defaultListed,
    });
    const header = ["ID", "CREATED", "STATE", "SENT", "FAILED", "REMAINING", "NAME"];
    const lines = isOn(flags, "json") ? [JSON.stringify(found, null, 2)] : toTable(header, found.map(toRow));
    for (const line of lines) host.stdout(line);
    return 0;
  },
};

function toRow({ id, created_at: created, state, sent, failed, remaining, name }: RemoteBroadcast): string[] {
  return [String(id), toMinute(created), state, String(sent), String(failed), String(remaining), name];
}
