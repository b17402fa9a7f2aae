import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { testApiKey } from "../../support/api_client.ts";
import { type ApiSetup, openApi } from "../../support/api_setup.ts";
import { until } from "../../support/until.ts";

/** Listens until the server ends the stream. */
async function listen(setup: ApiSetup, lastEventId?: string) {
  const response = await fetch(`${setup.served.url}/api/v1/events`, {
    headers: {
      authorization: `Bearer ${testApiKey}`,
      ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }),
    },
  });
  assertEquals(response.headers.get("content-type"), "text/event-stream");
  const heard = { text: "", ended: Promise.resolve() };
  heard.ended = (async () => {
    for await (const part of response.body!) heard.text += new TextDecoder().decode(part);
  })();
  return heard;
}

describe("/api/v1/events", () => {
  test("reports updates and lag as they happen, and does not delay shutdown", async () => {
    await using setup = await openApi();
    setup.start();
    const heard = await listen(setup);
    setup.speak("one");
    await until(() => /^event: updates\n/m.test(heard.text) && /^event: lag\n/m.test(heard.text));
    const of = (name: string) =>
      JSON.parse(new RegExp(`^event: ${name}\ndata: (.*)$`, "m").exec(heard.text)![1]!);
    assertEquals([of("updates").bot, of("lag").consumer, of("lag").lag], [setup.bot, "default", 1]);
    await setup.served.botmux.close();
    await heard.ended;
  });

  test("continues where a reader left off", async () => {
    await using setup = await openApi();
    setup.start();
    const first = await listen(setup);
    await until(() => first.text.includes("event: reset"));
    const [, id] = /^id: (.*)$/m.exec(first.text) ?? [];
    setup.speak("one");
    await until(() => first.text.includes("event: updates"));
    const again = await listen(setup, id);
    await until(() => again.text.includes("event: updates"));
    assertEquals(again.text.includes("event: reset"), false);
    await setup.served.botmux.close();
    await Promise.all([first.ended, again.ended]);
  });
});
