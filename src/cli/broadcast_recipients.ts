import Type, { type Static } from "typebox";
import { encodeUtf8 } from "../base/bytes.ts";
import type { Command, CommandInput } from "./command.ts";
import { botFlag } from "./find_bot.ts";
import { isOn, textOf } from "./flag_values.ts";
import { jsonFlag } from "./json_flag.ts";
import { toPrintable } from "./output.ts";
import { openBroadcasts, readBroadcastId } from "./remote_broadcasts.ts";
import { addressSettings, urlFlag } from "./server_address.ts";

const nullableText = Type.Union([Type.String(), Type.Null()]);

const Recipient = Type.Object({
  chat: Type.Integer(),
  state: Type.String(),
  reason: nullableText,
  detail: nullableText,
});
type Recipient = Static<typeof Recipient>;

/** `botmux broadcast recipients` */
export const broadcastRecipients: Command = {
  words: "broadcast recipients",
  summary: "Print the recipients of a broadcast by chat ID, one per line",
  positionals: ["ID"],
  flags: [
    urlFlag,
    botFlag,
    {
      name: "state",
      placeholder: "pending|sending|sent|failed|uncertain",
      description: "Only recipients in this state",
    },
    { ...jsonFlag, description: "Print one JSON object per line" },
  ],
  settings: addressSettings,
  run: printRecipients,
};

async function printRecipients(input: CommandInput): Promise<number> {
  const { host, flags } = input;
  const id = readBroadcastId(input);
  const { api, path } = await openBroadcasts(input);
  const toLine = isOn(flags, "json") ? (each: Recipient) => JSON.stringify(each) : describeRecipient;
  const query = { state: textOf(flags, "state") };
  for await (const page of api.pages(`${path}/${id}/recipients`, Recipient, { query, cursorName: "after" })) {
    const text = page.map((each) => `${toLine(each)}\n`).join("");
    if (text !== "" && !await host.write(encodeUtf8(text))) break;
  }
  return 0;
}

function describeRecipient({ chat, state, reason, detail }: Recipient): string {
  const why = [reason, detail].filter((part) => part !== null).join(": ");
  return toPrintable(`${String(chat).padEnd(15)} ${state.padEnd(9)} ${why}`.trimEnd());
}
