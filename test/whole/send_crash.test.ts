import { assertEquals } from "@std/assert";
import process from "node:process";
import { describe, test } from "node:test";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { testApiKey } from "../support/api_client.ts";
import { startProgram } from "../support/program.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { platform } from "../support/this_platform.ts";
import { until } from "../support/until.ts";

describe("a crash while a message is sent for an operator", () => {
  test("is reported when the same key comes again, and the message is not sent twice", async () => {
    using folder = createTempFolder();
    const sandbox = createSandbox();
    const bot = sandbox.addBot({ username: "tried_bot", name: "Tried" });
    const group = sandbox.addGroup({ title: "Garden", bots: [bot.id] }).id;
    const never = Promise.withResolvers<Response>();
    /** Telegram does at once what it is told to send, and never answers. */
    const upstream = await platform.serve({
      hostname: "127.0.0.1",
      port: 0,
      async fetch(request) {
        const answer = await sandbox.fetch(request);
        return request.url.includes("/sendMessage") ? await never.promise : answer;
      },
      onError: () => {},
    });
    const words = ["--listen", "127.0.0.1:0", "--data", folder.path];
    const start = () =>
      startProgram([...words, "--upstream", upstream.url, "--bot", bot.token], {
        cwd: folder.path,
        env: { BOTMUX_API_KEY: testApiKey },
      });
    const send = (base: string) =>
      fetch(`${base}/api/v1/bots/${bot.id}/chats/${group}/messages`, {
        method: "POST",
        headers: {
          "authorization": `Bearer ${testApiKey}`,
          "content-type": "application/json",
          "idempotency-key": "k",
        },
        body: '{"text":"once"}',
      });
    const heard = () => sandbox.history({ chat: group }).filter(({ text }) => text === "once").length;
    await using first = start();
    const cut = send(await first.url()).catch(() => undefined);
    await until(() => heard() === 1);
    process.kill(first.child.pid!, "SIGKILL");
    await first.ended();
    await cut;
    await using second = start();
    const answer = await send(await second.url());
    assertEquals([answer.status, heard()], [409, 1]);
    await answer.body?.cancel();
    process.kill(second.child.pid!, "SIGKILL");
    never.resolve(new Response());
    await sandbox.close();
    await upstream.close(0);
  });
});
