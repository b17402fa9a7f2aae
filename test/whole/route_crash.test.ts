import { assertEquals } from "@std/assert";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, test } from "node:test";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { ApiClient, testApiKey } from "../support/api_client.ts";
import { startProgram } from "../support/program.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { platform } from "../support/this_platform.ts";
import { until } from "../support/until.ts";

describe("a crash in the middle of a routed conversation", () => {
  test("repeats nothing that was sent, reports what was under way, and goes on", async () => {
    using folder = createTempFolder();
    const sandbox = createSandbox();
    const front = sandbox.addBot({ username: "front_bot", name: "Front" });
    const desk = sandbox.addBot({ username: "desk_bot", name: "Desk" });
    const customer = sandbox.addUser({ firstName: "Ada" }).id;
    const clerk = sandbox.addUser({ firstName: "Grace" }).id;
    const group = sandbox.addGroup({ title: "Support", members: [clerk], bots: [desk.id] }).id;
    const never = Promise.withResolvers<Response>();
    let isMute = false;
    /** Telegram does at once what it is told to send; while it is mute, it never answers that. */
    const upstream = await platform.serve({
      hostname: "127.0.0.1",
      port: 0,
      async fetch(request) {
        const answer = await sandbox.fetch(request);
        return isMute && request.url.includes("/sendMessage") ? await never.promise : answer;
      },
      onError: () => {},
    });
    const rule = {
      name: "desk",
      when: { types: ["private"] },
      actions: [{ do: "copy", to: [{ bot: desk.id, chat: group }] }],
    };
    const bots = [{ token: front.token, routes: [rule] }, { token: desk.token }];
    writeFileSync(join(folder.path, "botmux.json"), JSON.stringify({ bots }));
    const start = () =>
      startProgram(
        ["--listen", "127.0.0.1:0", "--data", join(folder.path, "data"), "--upstream", upstream.url],
        { cwd: folder.path, env: { BOTMUX_API_KEY: testApiKey } },
      );
    const atDesk = () =>
      sandbox.history({ chat: group }).filter(({ from }) => from?.id === desk.id).map(({ text }) => text);
    await using first = start();
    await first.url();
    const question = sandbox.speak({ from: customer, bot: front.id, text: "one" });
    await until(() => atDesk().length === 1);
    isMute = true;
    sandbox.speak({ from: customer, bot: front.id, text: "two" });
    sandbox.speak({ from: customer, bot: front.id, text: "three" });
    await until(() => atDesk().length === 2);
    process.kill(first.child.pid!, "SIGKILL");
    await first.ended();
    isMute = false;
    await using second = start();
    const api = await ApiClient.open(await second.url());
    await until(() => atDesk().length === 3);
    const copy = sandbox.history({ chat: group })[0]!;
    sandbox.speak({ from: clerk, chat: group, text: "answer", replyTo: copy.message_id });
    const answers = () =>
      sandbox.history({ bot: front.id, user: customer }).filter(({ text }) => text === "answer");
    await until(() => answers().length === 1);
    assertEquals(atDesk(), ["one", "two", "three"]);
    const [answer] = answers();
    assertEquals(Object(answer?.reply_to_message).message_id, question.message_id);
    const { items } = await api.done("GET", `/bots/${front.id}/route-traces`);
    assertEquals(items.map(({ result }: { result: string }) => result).reverse(), [
      "sent",
      "unknown",
      "sent",
    ]);
    const { items: [route] } = await api.done("GET", `/bots/${front.id}/routes`);
    assertEquals([route.name, route.declared], ["desk", true]);
    process.kill(second.child.pid!, "SIGKILL");
    never.resolve(new Response());
    await sandbox.close();
    await upstream.close(0);
  });
});
