import type { APIRequestContext } from "playwright-core";

/** Name of the consumer that the walk looks at. */
export const walkedConsumer = "shop";

/** Fills what the pages of consumers show: one whose address nobody answers at, one that is disabled, access tokens. */
export async function fillConsumers(request: APIRequestContext, url: string, botId: number): Promise<void> {
  const add = async (path: string, data: object) => {
    const headers = { "sec-fetch-site": "same-origin" };
    const response = await request.fetch(`${url}/api/v1/bots/${botId}${path}`, {
      method: "POST",
      data,
      headers,
    });
    if (!response.ok()) throw new Error(`Cannot fill the demo: ${path} ${response.status()}`);
  };
  await add("/consumers", {
    name: walkedConsumer,
    start: "all",
    push: {
      urls: ["http://127.0.0.1:9/hook"],
      secret_token: "s3cret",
      headers: { "X-Own": "1" },
      attempts: 1,
    },
    filter: { updates: ["message", "edited_message"] },
  });
  await add("/consumers", {
    name: "night-report",
    push: { urls: ["http://127.0.0.1:9/report"] },
    disabled: true,
  });
  await add("/consumers", { name: `a-program-with-a-rather-long-name-${"x".repeat(29)}` });
  await add("/agents", {
    name: "coder",
    topics: ["-1001234567890/7", "-1001234567890/1234"],
    reads: ["-1001234567890", "-1009876543210/42"],
    shadow: true,
  });
  await add("/tokens", { consumer: walkedConsumer, label: 'Deployment <b>of</b> the \u202Enedrag "bot"' });
  await add("/tokens", {
    consumer: walkedConsumer,
    label: "Sends only",
    scope: { methods: ["sendMessage", "sendPhoto"], chats: [-1_001_234_567_890] },
  });
}
