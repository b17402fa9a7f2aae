import type { APIRequestContext } from "playwright-core";
import { demoTokens } from "../../src/sandbox/demo.ts";

/** Gives the first bot of the demo rules that carry something, and one that cannot. */
export async function fillRouting(request: APIRequestContext, url: string, botId: number): Promise<void> {
  const add = async (data: object) => {
    const response = await request.post(`${url}/api/v1/bots/${botId}/routes`, {
      data,
      headers: { "sec-fetch-site": "same-origin" },
    });
    if (!response.ok()) throw new Error(await response.text());
  };
  const kitchen = Number(demoTokens[1].split(":")[0]);
  await add({
    name: "Questions to the kitchen",
    when: { all: [{ text: "\\?" }, { not: { commands: ["start"] } }] },
    actions: [{ do: "copy", to: [{ bot: kitchen, chat: 100_000_001 }] }, { do: "stop" }],
  });
  await add({
    name: `Pictures "><b>to</b> \u202Ewohs`,
    enabled: false,
    when: { any: [{ media: ["photo"] }, { languages: ["de"] }] },
    actions: [{ do: "text", text: "{sender.name}: {text}", to: [{ chat: 100_000_002 }] }],
  });
}
