import { loadSettings } from "../settings/settings.ts";
import type { Command } from "./command.ts";
import { start } from "./start.ts";

/** `botmux config check` */
export const configCheck: Command = {
  words: "config check",
  summary: "Check the settings without starting",
  positionals: [],
  flags: [],
  settings: start.settings,
  run({ host, flags }) {
    const { configFile, bots, warnings } = loadSettings({ flags, env: host.env, cwd: host.cwd });
    const consumers = bots.reduce((sum, bot) => sum + bot.consumers.length, 0);
    for (const warning of warnings) host.stderr(`Warning: ${warning}`);
    host.stdout(
      `The settings are in order: ${configFile ?? "no file"}, bots: ${bots.length}, consumers: ${consumers}.`,
    );
    return Promise.resolve(0);
  },
};
