import type { Command } from "./command.ts";

/** `botmux version` */
export const versionCommand: Command = {
  words: "version",
  summary: "Print the version",
  positionals: [],
  flags: [],
  settings: [],
  run({ host }) {
    host.stdout(host.version);
    return Promise.resolve(0);
  },
};
