import { describe, test } from "node:test";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import type { Sandbox } from "../../src/sandbox/sandbox_interface.ts";
import { type Json, result, takeUpdates } from "./calling.ts";

const headers = { "content-type": "application/json" };

async function control(
  sandbox: Sandbox,
  action: string,
  body: unknown,
): Promise<{ status: number; json: Json }> {
  const response = await sandbox.fetch(
    new Request(`http://sandbox/sandbox/${action}`, { method: "POST", headers, body: JSON.stringify(body) }),
  );
  return { status: response.status, json: await response.json() };
}

describe("the control API of the sandbox", () => {
  test("creates a bot, people and a group, and lets them talk", async () => {
    await using sandbox = createSandbox();
    const bot = (await control(sandbox, "bots", { username: "made_bot", name: "Made" })).json;
    const user = (await control(sandbox, "users", { firstName: "Ada" })).json;
    const group =
      (await control(sandbox, "groups", { title: "Garden", members: [user.id], bots: [bot.id] })).json;
    const said = await control(sandbox, "speak", {
      from: user.id,
      chat: group.id,
      caption: "look",
      file: { type: "document", base64: "AQID", fileName: "three.bin" },
    });
    assertEquals(said.json.document.file_size, 3);
    const reply_markup = { inline_keyboard: [[{ text: "go", callback_data: "go" }]] };
    const { message_id } = await result(sandbox, bot, "sendMessage", {
      chat_id: group.id,
      text: "?",
      reply_markup,
    });
    const press = { from: user.id, chat: group.id, messageId: message_id };
    const { queryId } = (await control(sandbox, "press", press)).json;
    await result(sandbox, bot, "answerCallbackQuery", { callback_query_id: queryId, text: "ok" });
    assertEquals((await control(sandbox, "answer", { queryId })).json.text, "ok");
    assertEquals((await control(sandbox, "history", { chat: group.id })).json.length, 2);
    const { updateId } =
      (await control(sandbox, "inject", { bot: bot.id, update: { novelty: { x: 1 } } })).json;
    const updates = await takeUpdates(sandbox, bot);
    assertEquals([updates.at(-1).update_id, updates.at(-1).novelty], [updateId, { x: 1 }]);
  });

  test("returns a file ID that the bot can use", async () => {
    await using sandbox = createSandbox();
    const bot = sandbox.addBot({ username: "made_bot", name: "Made" });
    const user = sandbox.addUser({ firstName: "Ada" }).id;
    const file = { type: "document", base64: "AQID" };
    const said = await control(sandbox, "speak", { from: user, bot: bot.id, file });
    assertEquals(
      (await result(sandbox, bot, "getFile", { file_id: said.json.document.file_id })).file_size,
      3,
    );
  });

  test("refuses invalid input and says what is wrong", async () => {
    await using sandbox = createSandbox();
    assertEquals((await control(sandbox, "nonsense", {})).status, 404);
    const wrong = await control(sandbox, "speak", { from: "Ada", text: "x" });
    assertEquals(wrong.status, 400);
    assertStringIncludes(wrong.json.error, "/from");
    const unknown = await control(sandbox, "join", { chat: -1, user: 1 });
    assertEquals([unknown.status, unknown.json.error], [400, "Cannot find chat -1 in the sandbox"]);
    const bot = sandbox.addBot({ username: "made_bot", name: "Made" }).id;
    const empty = await control(sandbox, "inject", { bot, update: { update_id: 7 } });
    assertEquals([empty.status, empty.json.error], [
      400,
      "Cannot store the update: it is empty",
    ]);
    const malformed = await sandbox.fetch(
      new Request("http://sandbox/sandbox/speak", { method: "POST", headers, body: "{" }),
    );
    assertEquals(malformed.status, 400);
    await malformed.body?.cancel();
    const untyped = await sandbox.fetch(
      new Request("http://sandbox/sandbox/speak", { method: "POST", body: "{}" }),
    );
    assertEquals(untyped.status, 415);
    await untyped.body?.cancel();
    const got = await sandbox.fetch(new Request("http://sandbox/sandbox/speak"));
    assertEquals(got.status, 405);
    await got.body?.cancel();
  });

  test("is absent when it is disabled", async () => {
    await using sandbox = createSandbox({ control: false });
    assertEquals((await control(sandbox, "users", { firstName: "Ada" })).status, 404);
  });
});
