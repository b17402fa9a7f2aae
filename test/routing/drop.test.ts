import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { startBackend } from "../support/backend.ts";
import { openRouting, type RoutingSetup } from "../support/routing_setup.ts";
import { until } from "../support/until.ts";

/** What a consumer of the front bot gets to see, once there is something. */
async function poll({ served, front }: RoutingSetup, consumer: string): Promise<string[]> {
  const url = `${served.url}/tgapi/c/${consumer}/bot${front.token}/getUpdates?timeout=10&offset=0`;
  const { result } = await (await fetch(url)).json();
  return result.map(({ message }: { message: { text: string } }) => message.text);
}

describe("Dropping", () => {
  test("hides an update from the named consumers, parked or not, and from nobody else", async () => {
    await using setup = await openRouting();
    const { sandbox, front, desk, group, customer, api } = setup;
    await using backend = await startBackend();
    const consumers = `/bots/${front.id}/consumers`;
    await api.done("POST", consumers, { name: "shop", mode: "poll" });
    await api.done("POST", consumers, { name: "crm", mode: "push", push: { urls: [`${backend.url}/`] } });
    await setup.addRoute(front.id, {
      when: { text: "^secret" },
      actions: [
        { do: "drop", consumers: ["shop", "crm"] },
        { do: "copy", to: [{ bot: desk.id, chat: group }] },
      ],
    });
    const parked = poll(setup, "shop");
    sandbox.speak({ from: customer, bot: front.id, text: "secret one" });
    await setup.writtenBy(desk.id, group, 1);
    sandbox.speak({ from: customer, bot: front.id, text: "open" });
    assertEquals(await parked, ["open"]);
    await until(() => backend.posts.length > 0);
    assertEquals(backend.posts.map(({ body }) => JSON.parse(body).message.text), ["open"]);
    assertEquals(await poll(setup, "default"), ["secret one", "open"]);
  });

  test("holds after a restart, and for who goes back", async () => {
    await using setup = await openRouting();
    const { sandbox, front, customer, api, served } = setup;
    await api.done("POST", `/bots/${front.id}/consumers`, { name: "shop", mode: "poll" });
    await setup.addRoute(front.id, {
      when: { text: "^secret" },
      actions: [{ do: "drop", consumers: ["shop"] }],
    });
    sandbox.speak({ from: customer, bot: front.id, text: "secret" });
    sandbox.speak({ from: customer, bot: front.id, text: "open" });
    assertEquals(await poll(setup, "shop"), ["open"]);
    await served.restart();
    await api.done("POST", `/bots/${front.id}/consumers/shop/move`, { to: "all" });
    assertEquals(await poll(setup, "shop"), ["open"]);
    assertEquals(await poll(setup, "default"), ["secret", "open"]);
  });

  test("comes too late behind a rule that stops", async () => {
    await using setup = await openRouting();
    const { sandbox, front, customer } = setup;
    await setup.addRoute(front.id, { name: "first", when: { text: "vip" }, actions: [{ do: "stop" }] });
    await setup.addRoute(front.id, { name: "then", actions: [{ do: "drop", consumers: ["default"] }] });
    sandbox.speak({ from: customer, bot: front.id, text: "nobody" });
    sandbox.speak({ from: customer, bot: front.id, text: "vip" });
    assertEquals(await poll(setup, "default"), ["vip"]);
  });
});
