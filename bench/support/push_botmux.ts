/**
 * BotMux in a process of its own, with one push consumer for each backend. Arguments: upstream URL, data folder, bot
 * token, URLs of backends. Prints its URL.
 */
import { createBotmux } from "../../src/mod.ts";
import { args, writeLine } from "../../src/runtime/process.ts";

const [upstream = "", dataDir = "", token = "", ...backends] = args;
const botmux = await createBotmux({ upstream, dataDir, bots: [token] });
for (const [index, url] of backends.entries()) {
  await botmux.registry.addConsumer(botmux.registry.bots()[0]!.id, {
    name: `backend-${index}`,
    mode: "push",
    start: "all",
    push: {
      urls: [url],
      secretToken: "",
      headers: {},
      maxConnections: 40,
      mostAttempts: 0,
      ipAddress: "",
      certificate: "",
      accessTokenId: 0,
    },
  });
}
botmux.start();
// Nobody asks it anything: whoever started it only waits for a line.
writeLine(upstream);
