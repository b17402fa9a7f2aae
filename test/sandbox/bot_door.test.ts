import { describe, test } from "node:test";
import { assertEquals } from "@std/assert";
import { multipartClients, writeMultipart } from "../support/client_bodies.ts";
import { createScene } from "./calling.ts";

describe("the Bot API door of the sandbox", () => {
  test("refuses tokens as the official server does", async () => {
    const { sandbox, bot } = createScene();
    const ask = async (path: string) => {
      const response = await sandbox.fetch(new Request(`http://sandbox${path}`));
      const { description } = await response.json();
      return [response.status, description];
    };
    assertEquals(await ask(`/bot0${bot.token}/getMe`), [401, "Unauthorized: invalid token specified"]);
    assertEquals(await ask("/botabc:def/getMe"), [421, "Misdirected Request: unallowed token specified"]);
    assertEquals(await ask(`/bot${bot.id}:${"x".repeat(35)}/getMe`), [401, "Unauthorized"]);
    assertEquals(await ask(`/bot${bot.token}`), [404, "Not Found"]);
    assertEquals(await ask(`/bot${bot.token}/getMe/`), [404, "Not Found: method not found"]);
    assertEquals(await ask("/elsewhere"), [404, "Not Found"]);
  });

  test("takes GET and POST, any case, an encoded colon, and parameters in four forms", async () => {
    const { sandbox, bot, user } = createScene();
    sandbox.speak({ from: user, bot: bot.id, text: "/start" });
    const url = `http://sandbox/bot${bot.token.replace(":", "%3A")}/SENDmessage`;
    const form = new FormData();
    form.set("chat_id", String(user));
    form.set("text", "multipart");
    const requests = [
      new Request(`${url}?chat_id=${user}&text=query`),
      new Request(url, {
        method: "POST",
        body: new URLSearchParams({ chat_id: String(user), text: "form" }),
      }),
      new Request(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ chat_id: user, text: "json" }),
      }),
      new Request(url, { method: "POST", body: form }),
      new Request(`${url}?text=first`, {
        method: "POST",
        body: new URLSearchParams({ chat_id: String(user), text: "second" }),
      }),
    ];
    const texts = [];
    for (const request of requests) texts.push((await (await sandbox.fetch(request)).json()).result.text);
    assertEquals(texts, ["query", "form", "json", "multipart", "first"]);
  });

  for (const client of multipartClients) {
    test(`takes the document that ${client} sends`, async () => {
      const { sandbox, bot, user } = createScene();
      sandbox.speak({ from: user, bot: bot.id, text: "/start" });
      const { contentType, body } = writeMultipart(client, {
        fields: [["chat_id", String(user)], ["caption", "hello"]],
        files: [{ name: "document", filename: "a.txt", content: "data" }],
        areFilesFirst: false,
      });
      const headers = { "content-type": contentType };
      const url = `http://sandbox/bot${bot.token}/sendDocument`;
      const { result } = await (await sandbox.fetch(new Request(url, { method: "POST", headers, body })))
        .json();
      const { caption, document: { file_name, file_size } } = result;
      assertEquals([caption, file_name, file_size], ["hello", "a.txt", 4]);
    });
  }

  test("refuses multipart that cannot be read with 400", async () => {
    const { sandbox, bot } = createScene();
    const url = `http://sandbox/bot${bot.token}/getMe`;
    for (const body of ["x", "--b\r\n", "--b\r\nX: y\r\n\r\nx\r\n--b--"]) {
      const headers = { "content-type": "multipart/form-data; boundary=b" };
      const response = await sandbox.fetch(new Request(url, { method: "POST", headers, body }));
      assertEquals([response.status, (await response.json()).error_code], [400, 400]);
    }
  });

  test("answers other verbs with 501 and bodies that are too large with 413", async () => {
    const { sandbox, bot } = createScene();
    const url = `http://sandbox/bot${bot.token}/getMe`;
    assertEquals((await sandbox.fetch(new Request(url, { method: "DELETE" }))).status, 501);
    const large = new Request(url, {
      method: "POST",
      body: new URLSearchParams({ text: "x".repeat(2 ** 20) }),
    });
    assertEquals(await (await sandbox.fetch(large)).json(), {
      ok: false,
      error_code: 413,
      description: "Request Entity Too Large",
    });
  });

  test("keeps the test environment apart", async () => {
    const { sandbox, bot, user } = createScene();
    sandbox.speak({ from: user, bot: bot.id, text: "hello" });
    const read = async (path: string) => {
      const response = await sandbox.fetch(new Request(`http://sandbox/bot${bot.token}/${path}`));
      return (await response.json()).result;
    };
    assertEquals(await read("test/getUpdates"), []);
    assertEquals((await read("getUpdates")).length, 1);
    assertEquals((await read("test/getMe")).id, bot.id);
  });
});
