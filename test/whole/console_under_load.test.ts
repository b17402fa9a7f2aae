import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { openApi } from "../support/api_setup.ts";
import { until } from "../support/until.ts";

describe("200 sends at once, while operators look", () => {
  test("are all archived, and nobody who is signed in is refused", async () => {
    await using setup = await openApi();
    setup.start();
    const { api, served, upstream, bot } = setup;
    const credentials = { name: "ada", password: "correct horse" };
    await api.done("POST", "/operators", { ...credentials, role: "owner" });
    const page = await api.signIn(credentials);
    const send = async (index: number) => {
      const path = `/bot${upstream.bot.token}/sendMessage?chat_id=${upstream.group}&text=number${index}`;
      const response = await fetch(served.url + path);
      await response.arrayBuffer();
      return response.status;
    };
    const paths = ["/bots", `/bots/${bot}`, "/me", "/audit", `/bots/${bot}/archive/chats`];
    const looks = Array.from({ length: 400 }, (_, index) => page.get(paths[index % paths.length]!));
    const writes = Array.from(
      { length: 50 },
      (_, index) => page.post(`/bots/${bot}/users/${index + 1}/notes`, { text: "met" }),
    );
    const sent = await Promise.all(Array.from({ length: 200 }, (_, index) => send(index)));
    const statuses = new Set((await Promise.all([...looks, ...writes])).map(({ status }) => status));
    assertEquals([new Set(sent), statuses], [new Set([200]), new Set([200, 201])]);
    const chat = () => served.botmux.archive!.chat(bot, upstream.group);
    await until(async () => (await chat())?.outgoing === 200);
  });
});
