import type { Command } from "./command.ts";
import { botFlag } from "./find_bot.ts";
import { jsonFlag } from "./json_flag.ts";
import { openBroadcasts, printBroadcast, readBroadcastId, RemoteBroadcast } from "./remote_broadcasts.ts";
import { addressSettings, urlFlag } from "./server_address.ts";

/** `botmux broadcast pause` */
export const broadcastPause = changeCommand(
  "pause",
  "Pause a broadcast; messages in flight are finished first",
);

/** `botmux broadcast resume` */
export const broadcastResume = changeCommand("resume", "Start a draft, or resume a paused broadcast");

/** `botmux broadcast cancel` */
export const broadcastCancel = changeCommand("cancel", "Cancel a broadcast for good; what was sent stays");

function changeCommand(verb: string, summary: string): Command {
  return {
    words: `broadcast ${verb}`,
    summary,
    positionals: ["ID"],
    flags: [urlFlag, botFlag, { ...jsonFlag, description: "Print the broadcast as JSON" }],
    settings: addressSettings,
    async run(input) {
      const id = readBroadcastId(input);
      const { api, path } = await openBroadcasts(input);
      printBroadcast(input, await api.post(`${path}/${id}/${verb}`, RemoteBroadcast));
      return 0;
    },
  };
}
