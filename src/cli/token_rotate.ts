import { parseDurationMs } from "../base/quantities.ts";
import type { Command } from "./command.ts";
import { valueOf } from "./flag_values.ts";
import { readTokenId } from "./token_id.ts";
import { registrySettings, withRegistry } from "./registry_command.ts";

/** How long the old text works when nothing else is said. */
const defaultOverlapMs = 3_600_000;
/** Maximum days that two texts work side by side. */
const maxOverlapDays = 30;

/** `botmux token rotate` */
export const tokenRotate: Command = {
  words: "token rotate",
  summary: "Replace an access token with a new one; the old one keeps working for a while",
  positionals: ["ID"],
  flags: [{
    name: "overlap",
    placeholder: "DURATION",
    description:
      "How long the old token keeps working, such as 10m or 7d; with 0, it stops at once (default 1h)",
  }],
  settings: registrySettings,
  async run(input) {
    const { host, flags, positionals: [text = ""] } = input;
    const id = readTokenId(text);
    const parse = (value: string) => value === "0" ? 0 : parseDurationMs(value, maxOverlapDays);
    const overlapMs = valueOf(flags, "overlap", parse) ?? defaultOverlapMs;
    return await withRegistry(input, async (registry) => {
      const { record, token } = await registry.rotateAccessToken(id, overlapMs);
      host.stdout(`New text of access token ${id}. It is shown this once:`);
      host.stdout("");
      host.stdout(`  token  ${token}`);
      host.stdout("");
      const { previousUntilMs } = record;
      host.stdout(
        previousUntilMs === undefined
          ? "A running BotMux refuses the old token within seconds."
          : `The old token works until ${new Date(previousUntilMs).toISOString()}.`,
      );
    });
  },
};
