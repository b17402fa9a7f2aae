/**
 * BotMux in a process of its own, without its archive, with one push consumer for each backend. Arguments: upstream URL, data folder, bot
 * token, and the backends as the stand-in tells them. Prints a line when it has begun.
 */
import { createBotmux } from "../../src/mod.ts";
import { createPushTarget } from "../../src/registry/entities/push_target.ts";
import { args, writeLine } from "../../src/runtime/process.ts";
import type { PushBackend } from "./stand_in_push.ts";

const [upstream = "", dataDir = "", token = "", told = "[]"] = args;
const backends = JSON.parse(told) as readonly PushBackend[];
const botmux = await createBotmux({ upstream, dataDir, bots: [token], archive: false });
for (const [index, { url, maxAttempts }] of backends.entries()) {
  await botmux.registry.addConsumer(botmux.registry.bots()[0]!.id, {
    name: `backend-${index}`,
    mode: "push",
    start: "all",
    push: createPushTarget({ urls: [url], maxAttempts }),
  });
}
botmux.start();
writeLine(upstream);
