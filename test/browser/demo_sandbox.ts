import type { APIRequestContext } from "playwright-core";
import { demoTokens } from "../../src/sandbox/demo.ts";

/** The demo's group: the sandbox numbers them from here on. */
const firstGroup = -1_001_000_000_001;

/** Lets a bot of the demo speak, people answer it with buttons and hostile texts, and somebody ask to join the group. */
export async function fillSandbox(request: APIRequestContext, url: string): Promise<void> {
  const call = async (method: string, data: object) => {
    const response = await request.post(`${url}/bot${demoTokens[0]}/${method}`, { data });
    if (!response.ok()) throw new Error(`${method}: ${await response.text()}`);
    return (await response.json()).result;
  };
  const act = async (action: string, data: object) => {
    const response = await request.post(`${url}/api/v1/sandbox/${action}`, {
      data,
      headers: { "sec-fetch-site": "same-origin" },
    });
    if (!response.ok()) throw new Error(`${action}: ${await response.text()}`);
    return await response.json();
  };
  const person = 100_000_001;
  const bot = Number(demoTokens[0].split(":")[0]);
  await act("speak", { from: person, bot, text: "/start" });
  await call("sendMessage", {
    chat_id: person,
    text: "Welcome to the garden. What would you like to do?",
    reply_markup: {
      inline_keyboard: [
        [{ text: "Water the beds", callback_data: "water" }, { text: "Weather", callback_data: "weather" }],
        [{ text: "Website", url: "https://example.org/" }],
      ],
    },
  });
  const asked = await act("speak", {
    from: person,
    bot,
    text: `"><script>alert(1)</script> \u202Etxet ${"w".repeat(300)}`,
  });
  await call("sendMessage", {
    chat_id: person,
    text: "I did not understand that.",
    reply_parameters: { message_id: asked.message_id },
    reply_markup: { keyboard: [["Status", "Help"], ["Settings"]], resize_keyboard: true },
  });
  const { id: newcomer } = await act("users", { firstName: "Greta", lastName: "G".repeat(60) });
  await act("ask-to-join", { chat: firstGroup, user: newcomer, bio: "I have bed 9 <b>next door</b>" });
  await act("react", { from: person, bot, messageId: asked.message_id, emoji: "👍" });
}
