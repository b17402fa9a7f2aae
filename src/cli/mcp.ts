import type { Command } from "./command.ts";
import { addressSettings, urlFlag } from "./server_address.ts";

/** `botmux mcp` */
export const mcp: Command = {
  words: "mcp",
  summary: "Serve the tools of a running BotMux to an AI agent on standard input and output",
  positionals: [],
  flags: [urlFlag],
  settings: addressSettings,
  // What speaks MCP is loaded for this command alone.
  run: async (input) => await (await import("./mcp_relay.ts")).relayTools(input),
};
