/**
 * BotMux in a process of its own. Arguments: upstream URL, data folder, bot tokens; `--no-archive` among them leaves
 * the archive out, `--api-key=<key>` lets the management API be used. Prints its URL.
 */
import { createBotmux } from "../../src/mod.ts";
import { args, writeErrorLine, writeLine } from "../../src/runtime/process.ts";
import { platform } from "./this_platform.ts";

const noArchive = "--no-archive";
const keyFlag = "--api-key=";
const apiKey = args.find((word) => word.startsWith(keyFlag))?.slice(keyFlag.length);
const [upstream = "", dataDir = "", ...bots] = args.filter((word) => !word.startsWith("--"));
const botmux = await createBotmux({
  upstream,
  dataDir,
  bots,
  archive: !args.includes(noArchive),
  ...(apiKey === undefined ? {} : { apiKey }),
});
const server = await platform.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch: botmux.fetch,
  onError: (error) => writeErrorLine(String(error)),
});
botmux.start();
writeLine(server.url);
