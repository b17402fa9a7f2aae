import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { assertEquals } from "@std/assert";
import { cleanFileName } from "../../src/sandbox/clean_file_name.ts";
import { drawPlaceholder } from "../../src/sandbox/draw_picture.ts";
import { readImageSize } from "../../src/sandbox/image_size.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { listenOnLoopback } from "../support/loopback.ts";
import { createScene, refusal, result } from "./calling.ts";

describe("files from elsewhere in the sandbox", () => {
  test("are downloaded when a bot sends a URL, and refused when the download fails", async () => {
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

  test("are removed above the total size limit, oldest first", async () => {
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

  test("request bodies can be compressed, but not in an unknown encoding", async () => {
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

describe("files in the sandbox", () => {
  /** Uploads a file of these bytes as a bot does; gives the Message. */
  async function upload(method: string, field: string, name: string, bytes: Uint8Array<ArrayBuffer>) {
    const { sandbox, bot, group } = createScene();
    const body = new FormData();
    body.set("chat_id", String(group));
    body.set(field, new Blob([bytes]), name);
    const url = `http://sandbox/bot${bot.token}/${method}`;
    const response = await sandbox.fetch(new Request(url, { method: "POST", body }));
    return { sandbox, bot, message: (await response.json()).result };
  }

  test("lose leading folders and special characters in their names", () => {
    const names: Readonly<Record<string, string>> = {
      "../../etc/passwd": "passwd",
      "C:\\temp\\a b.txt": "a b.txt",
      "täglich-日本_1.pdf": "täglich-日本_1.pdf",
      "a<b>:c|d?.t*t": "a b  c d.t t",
      "..hidden": "hidden",
      ".profile": "profile",
      "😀.png": "png",
      "dots...": "dots",
      [`${"n".repeat(100)}.${"e".repeat(30)}`]: `${"n".repeat(64)}.${"e".repeat(16)}`,
      "/": "",
    };
    for (const [name, cleaned] of Object.entries(names)) assertEquals(cleanFileName(name), cleaned);
  });

  test("keep their names in messages, and without a name get one from their kind", async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const named = await upload("sendDocument", "document", "../secret/a.txt", bytes);
    assertEquals([named.message.document.file_name, named.message.document.thumbnail], ["a.txt", undefined]);
    const unnamed = await upload("sendVideo", "video", "???", bytes);
    assertEquals(unnamed.message.video.file_name, "video.mp4");
  });

  test("have thumbnails where Telegram makes them, of the reported size", async () => {
    const picture = drawPlaceholder({ width: 640, height: 480 });
    const cases = [
      await upload("sendVideo", "video", "a.mp4", new Uint8Array(9)),
      await upload("sendAnimation", "animation", "a.gif", new Uint8Array(9)),
      await upload("sendVideoNote", "video_note", "a.mp4", new Uint8Array(9)),
      await upload("sendDocument", "document", "a.png", picture),
    ];
    for (const { sandbox, bot, message } of cases) {
      const media = message.animation ?? message.video ?? message.video_note ?? message.document;
      const { file_id, file_size, width, height } = media.thumbnail;
      const { file_path } = await result(sandbox, bot, "getFile", { file_id });
      const file = await sandbox.fetch(new Request(`http://sandbox/file/bot${bot.token}/${file_path}`));
      const bytes = new Uint8Array(await file.arrayBuffer());
      assertEquals([bytes.length, file_path.startsWith("thumbnails/")], [file_size, true]);
      const size = readImageSize(bytes)!;
      assertEquals(Math.max(width, height) <= 320, true);
      assertEquals(Math.abs(size.width / size.height - width / height) < 0.01, true);
    }
  });

  test("that are photos come in Telegram's sizes, smallest first", async () => {
    const sizes = async (width: number, height: number) => {
      const { message } = await upload("sendPhoto", "photo", "a.png", drawPlaceholder({ width, height }));
      return message.photo.map((size: { width: number; height: number }) => [size.width, size.height]);
    };
    assertEquals(await sizes(64, 64), [[64, 64]]);
    assertEquals(await sizes(640, 480), [[90, 68], [320, 240], [640, 480]]);
    assertEquals(await sizes(80, 1600), [[5, 90], [16, 320], [40, 800], [64, 1280]]);
  });

  test("have file IDs that work for bots of the chat", async () => {
    const { sandbox, bot, user, group } = createScene();
    const file = { type: "document" as const, bytes: new Uint8Array([1, 2]) };
    const said = sandbox.speak({ from: user, chat: group, file });
    const [first] = sandbox.history({ chat: group }) as readonly unknown[] as readonly [typeof said];
    for (const message of [said, first]) {
      const { file_id } = message.document as { file_id: string }; // Just sent as a document.
      assertEquals((await result(sandbox, bot, "getFile", { file_id })).file_size, 2);
    }
  });
});
