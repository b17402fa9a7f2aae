import type { Command } from "./command.ts";
import { botFlag } from "./find_bot.ts";
import { isOn } from "./flag_values.ts";
import { followBroadcast, followFlag } from "./follow_broadcast.ts";
import { jsonFlag } from "./json_flag.ts";
import { openBroadcasts, printBroadcast, readBroadcastId, RemoteBroadcast } from "./remote_broadcasts.ts";
import { addressSettings, urlFlag } from "./server_address.ts";

/** `botmux broadcast show` */
export const broadcastShow: Command = {
  words: "broadcast show",
  summary: "Show a broadcast and its progress",
  positionals: ["ID"],
  flags: [urlFlag, botFlag, followFlag, { ...jsonFlag, description: "Print the broadcast as JSON" }],
  settings: addressSettings,
  async run(input) {
    const id = readBroadcastId(input);
    const broadcasts = await openBroadcasts(input);
    if (isOn(input.flags, "follow")) return await followBroadcast(input, broadcasts, id);
    printBroadcast(input, await broadcasts.api.get(`${broadcasts.path}/${id}`, RemoteBroadcast));
    return 0;
  },
};
