import Type from "typebox";
import { usageError } from "../base/errors.ts";
import { messageFlags, readMessage } from "./broadcast_message.ts";
import type { Command } from "./command.ts";
import { botFlag } from "./find_bot.ts";
import { valueOf } from "./flag_values.ts";
import { parseId } from "./id_text.ts";
import { openBroadcasts } from "./remote_broadcasts.ts";
import { addressSettings, urlFlag } from "./server_address.ts";

/** `botmux broadcast test` */
export const broadcastTest: Command = {
  words: "broadcast test",
  summary: "Send the message of a broadcast to one chat, such as your own",
  positionals: [],
  flags: [
    urlFlag,
    botFlag,
    { name: "chat", placeholder: "ID", description: "The chat" },
    ...messageFlags,
  ],
  settings: addressSettings,
  async run(input) {
    const chat = valueOf(input.flags, "chat", parseId);
    if (chat === undefined) throw usageError("chat_missing");
    const message = await readMessage(input);
    const { api, path } = await openBroadcasts(input);
    await api.post(`${path}/test`, Type.Unknown(), { ...message, chat });
    input.host.stdout(`Sent to chat ${chat}.`);
    return 0;
  },
};
