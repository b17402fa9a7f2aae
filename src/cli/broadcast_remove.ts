import type { Command } from "./command.ts";
import { botFlag } from "./find_bot.ts";
import { openBroadcasts, readBroadcastId } from "./remote_broadcasts.ts";
import { addressSettings, urlFlag } from "./server_address.ts";

/** `botmux broadcast remove` */
export const broadcastRemove: Command = {
  words: "broadcast remove",
  summary: "Remove a draft, or a broadcast that has ended, with its recipients",
  positionals: ["ID"],
  flags: [urlFlag, botFlag],
  settings: addressSettings,
  async run(input) {
    const id = readBroadcastId(input);
    const { api, path } = await openBroadcasts(input);
    await api.remove(`${path}/${id}`);
    input.host.stdout(`Removed broadcast ${id}.`);
    return 0;
  },
};
