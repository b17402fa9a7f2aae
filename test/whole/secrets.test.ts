import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { runProgram, startProgram } from "../support/program.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { platform } from "../support/this_platform.ts";
import { until } from "../support/until.ts";

/** Secrets that must stand nowhere; each is recognised by its middle alone, whatever is cut off or encoded. */
const canaries = ["CanaryToken", "CanaryWrong", "CanaryWebhook", "CanaryPassword", "CanaryProxy"];
const realToken = `123456:AA${"CanaryToken"}${"x".repeat(22)}`;
const wrongToken = `654321:BB${"CanaryWrong"}${"y".repeat(22)}`;

describe("Secrets", () => {
  test("stand in no line of output, no answer, no metric and no list, whatever goes wrong", async () => {
    using folder = createTempFolder();
    await using sandbox = createSandbox();
    const server = await platform.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: (request) => sandbox.fetch(request),
      onError: () => {},
    });
    const bot = sandbox.addBot({ username: "canary_bot", name: "Canary", token: realToken });
    const words = ["--upstream", server.url, "--bot", realToken, "--bot", wrongToken];
    await using program = startProgram([...words, "--log-level", "debug", "--listen", "127.0.0.1:0"], {
      cwd: folder.path,
      env: { BOTMUX_NO_PROXY: "127.0.0.1", BOTMUX_UPSTREAM_PROXY: "http://user:CanaryProxy@127.0.0.1:1" },
    });
    const url = await program.url();
    const seen: string[] = [];
    const ask = async (path: string, init: RequestInit = {}) => {
      const response = await fetch(url + path, init);
      seen.push(`${JSON.stringify([...response.headers])} ${await response.text()}`);
    };
    const json = (body: unknown): RequestInit => ({
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const both = async () => {
      for (const token of [realToken, wrongToken, realToken.replace(":", "%3A")]) {
        for (
          const method of [
            "getMe",
            "getUpdates",
            "getWebhookInfo",
            "sendMessage",
            "noSuchMethod",
            "logOut",
            "",
          ]
        ) {
          await ask(`/bot${token}/${method}`);
        }
        await ask(`/file/bot${token}/photos/none.jpg`);
        await ask(`/tgapi/c/none/bot${token}/getMe`);
      }
      for (
        const path of ["/healthz", "/readyz", "/metrics", "/", `/bot${realToken}`, `/nothing/${realToken}`]
      ) await ask(path);
    };
    await until(async () => !(await (await fetch(`${url}/readyz`)).text()).includes('"starting"'), 10_000);
    await both();
    const webhook = { url: "https://user:CanaryPassword@hook.example/x", secret_token: "CanaryWebhook" };
    await ask(`/bot${realToken}/setWebhook`, json(webhook));
    await ask(`/bot${realToken}/setWebhook`, json({ ...webhook, secret_token: "CanaryWebhook not allowed" }));
    await ask(`/bot${realToken}/deleteWebhook`, json({}));
    sandbox.faults.add({
      botId: bot.id,
      status: 500,
      description: `upstream repeats /bot${realToken}/getMe`,
      times: 5,
    });
    await both();
    await server.close(0);
    await both();
    for (
      const list of [["bot", "list"], ["bot", "list", "--json"], ["consumer", "list"], ["token", "list"]]
    ) {
      const { stdout, stderr } = await runProgram(list, { cwd: folder.path });
      seen.push(stdout + stderr);
    }
    for (const mistake of [["bot", "add", `${realToken}!`], ["--bot", `x${realToken}`], [realToken]]) {
      const { code, stdout, stderr } = await runProgram(mistake, { cwd: folder.path });
      assert(code === 2, `${code}`);
      seen.push(stdout + stderr);
    }
    const everything = [...seen, program.stdout, program.stderr].map((text) => text.split("\n")).flat();
    assert(program.stderr.length > 0 && seen.length > 50, "Nothing was looked at");
    const leaks = everything.filter((line) => canaries.some((canary) => line.includes(canary)));
    // What upstream itself answers to whoever holds the token passes through unaltered.
    assertEquals(leaks.filter((line) => !line.includes("upstream repeats")), []);
  });
});
