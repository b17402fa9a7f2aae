import { declaredSettings } from "../settings/declarations.ts";
import { loadSettings } from "../settings/settings.ts";
import type { Command } from "./command.ts";

/** `botmux start` */
export const start: Command = {
  words: "start",
  summary: "Run BotMux; the default command",
  positionals: [],
  flags: [],
  settings: declaredSettings.map(([name]) => name),
  async run({ host, flags }) {
    return await host.start(loadSettings({ flags, env: host.env, cwd: host.cwd }));
  },
};
