import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { type ApiSetup, openApi } from "../support/api_setup.ts";
import { until } from "../support/until.ts";

async function texts({ served, bot, upstream }: ApiSetup): Promise<unknown[]> {
  const { items } = await served.botmux.archive!.messages({ botId: bot, chatId: upstream.group });
  return items.map(({ message }) => message.text).reverse();
}

/** Speaks, and waits until the update is in the journal. */
async function speak(setup: ApiSetup, text: string): Promise<void> {
  const count = async () => (await setup.api.done("GET", `/bots/${setup.bot}`)).journal.updates;
  const before = await count();
  setup.speak(text);
  await until(async () => await count() > before);
}

/** Has the bot say something through BotMux. */
async function answer({ served, upstream }: ApiSetup, text: string): Promise<void> {
  const path = `/bot${upstream.bot.token}/sendMessage?chat_id=${upstream.group}&text=${text}`;
  await (await fetch(served.url + path)).arrayBuffer();
}

const switchTo = (setup: ApiSetup, archive: boolean) =>
  setup.api.done("PATCH", `/bots/${setup.bot}`, { archive });

describe("A bot that is not archived", () => {
  test("keeps what was archived, and never what passes meanwhile", async () => {
    await using setup = await openApi();
    setup.start();
    await speak(setup, "before");
    await until(async () => (await texts(setup)).length === 1);
    assertEquals((await switchTo(setup, false)).archive, false);
    await speak(setup, "meanwhile");
    await answer(setup, "unheard");
    await setup.served.restart();
    await setup.served.ready();
    await speak(setup, "later");
    assertEquals((await switchTo(setup, true)).archive, true);
    await speak(setup, "after");
    await answer(setup, "heard");
    await until(async () => (await texts(setup)).length >= 3);
    assertEquals(await texts(setup), ["before", "after", "heard"]);
    await setup.served.restart();
    await speak(setup, "once more");
    await until(async () => (await texts(setup)).length >= 4);
    assertEquals(await texts(setup), ["before", "after", "heard", "once more"]);
  });

  test("loses its archive only when somebody deletes it", async () => {
    await using setup = await openApi();
    setup.start();
    await speak(setup, "before");
    await until(async () => (await texts(setup)).length === 1);
    const path = `/bots/${setup.bot}/archive`;
    assertEquals((await setup.api.delete(path)).status, 409);
    await switchTo(setup, false);
    assertEquals((await setup.api.delete(path)).status, 202);
    await until(async () => (await texts(setup)).length === 0);
    await switchTo(setup, true);
    await speak(setup, "after");
    await until(async () => (await texts(setup)).length > 0);
    assertEquals(await texts(setup), ["after"]);
  });
});
