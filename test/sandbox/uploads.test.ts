import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { assertEquals } from "@std/assert";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { listenOnLoopback } from "../support/loopback.ts";
import { createScene, refusal, result } from "./calling.ts";

describe("files from elsewhere in the sandbox", () => {
  test("are downloaded when a bot sends a URL, and refused when they cannot be had", async () => {
    await using origin = await listenOnLoopback((request, response) => {
      response.statusCode = request.url === "/tea.txt" ? 200 : 404;
      response.setHeader("content-type", "text/plain; charset=utf-8");
      response.end("tea");
    });
    await using sandbox = createSandbox();
    const bot = sandbox.addBot({ username: "tried_bot", name: "Tried" });
    const chat_id = sandbox.addGroup({ title: "Garden", bots: [bot.id] }).id;
    const sent = await result(sandbox, bot, "sendDocument", { chat_id, document: `${origin.url}/tea.txt` });
    const { file_name, mime_type, file_size } = sent.document;
    assertEquals({ file_name, mime_type, file_size }, {
      file_name: "tea.txt",
      mime_type: "text/plain",
      file_size: 3,
    });
    assertEquals(
      await refusal(sandbox, bot, "sendDocument", { chat_id, document: `${origin.url}/none` }),
      "Bad Request: failed to get HTTP URL content",
    );
    assertEquals(
      await refusal(sandbox, bot, "sendDocument", { chat_id, document: "file:///etc/passwd" }),
      "Bad Request: wrong file identifier/HTTP URL specified",
    );
  });

  test("go when all together are larger than the limit, the oldest first", async () => {
    const { sandbox, bot, user } = createScene({ limits: { fileBytes: 10 } });
    for (const value of [1, 2]) {
      const file = { type: "document" as const, bytes: new Uint8Array(8).fill(value) };
      sandbox.speak({ from: user, bot: bot.id, file });
    }
    const updates = await result(sandbox, bot, "getUpdates");
    const [first, second] = updates.map(({ message }: { message: { document: { file_id: string } } }) =>
      message.document.file_id
    );
    assertEquals(
      await refusal(sandbox, bot, "getFile", { file_id: first }),
      "Bad Request: wrong file_id or the file is temporarily unavailable",
    );
    assertEquals((await result(sandbox, bot, "getFile", { file_id: second })).file_size, 8);
    assertEquals(
      await refusal(sandbox, bot, "getFile", { file_id: "nonsense" }),
      "Bad Request: invalid file_id",
    );
  });

  test("bodies may come compressed, but not in an encoding nobody knows", async () => {
    const { sandbox, bot, group } = createScene();
    const squeezed = gzipSync(JSON.stringify({ chat_id: group, text: "squeezed" }));
    const send = (encoding: string, body = squeezed) =>
      sandbox.fetch(
        new Request(`http://sandbox/bot${bot.token}/sendMessage`, {
          method: "POST",
          headers: { "content-type": "application/json", "content-encoding": encoding },
          body: new Uint8Array(body),
        }),
      );
    assertEquals((await (await send("gzip")).json()).result.text, "squeezed");
    assertEquals((await send("br")).status, 415);
    assertEquals((await send("gzip", squeezed.subarray(0, 20))).status, 400);
  });
});
