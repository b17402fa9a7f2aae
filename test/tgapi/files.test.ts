import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import { readRange } from "../../src/tgapi/files/ranged_file.ts";
import { accessToken, realToken, type ServedDoor, serveDoor } from "../support/bot_api_door.ts";
import { connectRaw, listenOnLoopback, type LoopbackServer, readToEnd } from "../support/loopback.ts";
import { rawAnswer, startRawUpstream } from "../support/raw_upstream.ts";

const content = "0123456789";

/** An upstream that serves one file with ranges and notes the paths it is asked for. */
async function startFileUpstream(paths: string[]): Promise<LoopbackServer> {
  return await listenOnLoopback((request, response) => {
    paths.push(request.url ?? "");
    response.setHeader("content-type", "text/html");
    response.setHeader("etag", '"1"');
    if (request.headers["if-none-match"] === '"1"') return void response.writeHead(304).end();
    const { range } = request.headers;
    if (range === "bytes=90-") return void response.writeHead(416, { "content-range": "bytes */10" }).end();
    if (range === "bytes=2-4") {
      return void response.writeHead(206, { "content-range": "bytes 2-4/10" }).end("234");
    }
    response.setHeader("content-length", content.length);
    response.end(request.method === "HEAD" ? undefined : content);
  });
}

describe("files from upstream", () => {
  test("arrive with their headers, guarded against running as a page", async () => {
    const paths: string[] = [];
    await using upstream = await startFileUpstream(paths);
    await using door = await serveDoor(upstream.url);
    for (const token of [realToken, accessToken]) {
      const response = await fetch(`${door.url}/tgapi/file/bot${token}/photos/a%20b.html`);
      assertEquals(await response.text(), content);
      assertEquals(response.headers.get("content-type"), "text/html");
      assertEquals(response.headers.get("etag"), '"1"');
      assertEquals(response.headers.get("x-content-type-options"), "nosniff");
      assertEquals(response.headers.get("content-security-policy"), "sandbox");
    }
    const path = `/file/bot${realToken}/photos/a%20b.html`;
    assertEquals(paths, [path, path]);
    assertEquals(door.proxied, [["file", 200], ["file", 200]]);
  });

  test("ranges, conditions and HEAD pass through", async () => {
    await using upstream = await startFileUpstream([]);
    await using door = await serveDoor(upstream.url);
    const url = `${door.url}/file/bot${realToken}/f`;
    const part = await fetch(url, { headers: { range: "bytes=2-4" } });
    assertEquals([part.status, part.headers.get("content-range"), await part.text()], [
      206,
      "bytes 2-4/10",
      "234",
    ]);
    const outside = await fetch(url, { headers: { range: "bytes=90-" } });
    assertEquals([outside.status, outside.headers.get("content-range")], [416, "bytes */10"]);
    await outside.text();
    const same = await fetch(url, { headers: { "if-none-match": '"1"' } });
    assertEquals([same.status, await same.text()], [304, ""]);
    const head = await fetch(url, { method: "HEAD" });
    assertEquals([head.status, head.headers.get("content-length"), await head.text()], [200, "10", ""]);
  });

  test("a part is passed on only when If-Range names its version, whatever upstream makes of that", async () => {
    const date = "Tue, 14 Nov 2023 22:13:20 GMT";
    const validators: [said: Record<string, string>, ifRange: string, isPart: boolean][] = [
      [{ etag: '"1"' }, '"1"', true],
      [{ etag: '"1"' }, '"2"', false],
      [{ etag: 'W/"1"' }, 'W/"1"', false],
      [{ etag: '"1"' }, "1", false],
      [{}, '"1"', false],
      [{ "last-modified": date, date: "Tue, 14 Nov 2023 22:13:21 GMT" }, date, true],
      [{ "last-modified": date, date }, date, false],
      [{ "last-modified": date }, "Tue, 14 Nov 2023 22:13:19 GMT", false],
      [{}, date, false],
    ];
    for (const [said, ifRange, isPart] of validators) {
      for (const range of ["bytes=2-4", "bytes=90-"]) {
        await using upstream = await listenOnLoopback((request, response) => {
          response.sendDate = false;
          const isOutside = request.headers.range === "bytes=90-";
          if (request.headers.range === undefined) return void response.writeHead(200, said).end(content);
          response.writeHead(isOutside ? 416 : 206, { ...said, "content-range": "x" }).end(
            isOutside ? "" : "234",
          );
        });
        await using door = await serveDoor(upstream.url);
        for (const token of [realToken, accessToken]) {
          const headers = { range, "if-range": ifRange };
          const response = await fetch(`${door.url}/file/bot${token}/f`, { headers });
          const wanted = !isPart ? [200, content] : range === "bytes=90-" ? [416, ""] : [206, "234"];
          assertEquals([said, ifRange, response.status, await response.text()], [said, ifRange, ...wanted]);
        }
      }
    }
  });

  test("an absolute path of a --local server keeps its slashes and gets the real token", async () => {
    const paths: string[] = [];
    await using upstream = await startFileUpstream(paths);
    await using door = await serveDoor(upstream.url);
    await (await fetch(`${door.url}/file/bot${accessToken}//var/lib/${accessToken}/f.bin`)).text();
    assertEquals(paths, [`/file/bot${realToken}//var/lib/${realToken}/f.bin`]);
  });

  test("paths that lead up are refused without asking upstream", async () => {
    await using upstream = await startRawUpstream(() => rawAnswer("x"));
    await using door = await serveDoor(upstream.url);
    for (const path of ["a/..%2f..%2fx", "%2e%2e%2fx", "..%5cx", "a%00b", "%252e%252e%2fx", "a/%2e%2F", ""]) {
      const socket = await connectRaw(door.port);
      socket.write(`GET /file/bot${realToken}/${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      socket.once("data", () => socket.end());
      const answer = await readToEnd(socket);
      assert(answer.startsWith("HTTP/1.1 404"), `${path}: ${answer}`);
    }
    assertEquals(upstream.requests, []);
  });

  test("an error page becomes Telegram's envelope, and the real token stays hidden", async () => {
    await using upstream = await startRawUpstream((request) =>
      request.includes("html")
        ? rawAnswer("<html>", "HTTP/1.1 404 Not Found\r\nContent-Type: text/html")
        : rawAnswer(`{"ok":false,"description":"${realToken}"}`, "HTTP/1.1 404 Not Found")
    );
    await using door = await serveDoor(upstream.url);
    const page = await fetch(`${door.url}/file/bot${accessToken}/html`);
    assertEquals(await page.json(), { ok: false, error_code: 404, description: "Not Found" });
    const text = await (await fetch(`${door.url}/file/bot${accessToken}/x`)).text();
    assertEquals(text, `{"ok":false,"description":"${accessToken}"}`);
  });

  test("an upstream that breaks off does not look like the end of the file", async () => {
    await using upstream = await listenOnLoopback((_request, response) => {
      response.writeHead(200, { "content-length": "200000" });
      response.write("x".repeat(100_000), () => response.destroy());
    });
    await using door = await serveDoor(upstream.url);
    const isWhole = await fetch(`${door.url}/file/bot${realToken}/f`).then((response) => response.text())
      .then(() => true, () => false);
    assertEquals(isWhole, false);
  });
});

describe("files of a --local server, from disk", () => {
  const otherToken = `77:${"O".repeat(35)}`;

  async function withFolder(
    work: (door: ServedDoor, root: string, asked: string[]) => Promise<void>,
    folderName = realToken,
  ): Promise<void> {
    const root = realpathSync(mkdtempSync(join(tmpdir(), "botmux-files-")));
    const asked: string[] = [];
    try {
      mkdirSync(join(root, folderName, "documents"), { recursive: true });
      mkdirSync(join(root, otherToken), { recursive: true });
      writeFileSync(join(root, folderName, "documents", "f.bin"), content);
      writeFileSync(join(root, folderName, "empty"), "");
      writeFileSync(join(root, otherToken, "secret"), "other bot");
      writeFileSync(join(root, "tqueue.binlog"), "queue");
      await using upstream = await startFileUpstream(asked);
      await using door = await serveDoor(upstream.url, { upstreamFiles: root });
      await work(door, root, asked);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  }

  test("are served by their absolute path, with one slash or two, and by a path of another machine", () =>
    withFolder(async (door, root, asked) => {
      for (const token of [realToken, accessToken]) {
        for (const folder of [`/${root.slice(1)}`, root.slice(1), "/var/lib/telegram-bot-api"]) {
          const response = await fetch(`${door.url}/file/bot${token}/${folder}/${token}/documents/f.bin`);
          assertEquals([response.status, await response.text()], [200, content]);
          assertEquals(response.headers.get("content-length"), "10");
          assertEquals(response.headers.get("content-security-policy"), "sandbox");
        }
      }
      assertEquals(asked, []);
    }));

  test("are found in folders named with a tilde too", () =>
    withFolder(async (door, root) => {
      const path = `${root}/${accessToken.replace(":", "~")}/documents/f.bin`;
      assertEquals(await (await fetch(`${door.url}/file/bot${accessToken}/${path}`)).text(), content);
    }, realToken.replace(":", "~")));

  test("ranges and HEAD work", () =>
    withFolder(async (door, root) => {
      const url = `${door.url}/file/bot${realToken}/${root}/${realToken}/documents/f.bin`;
      const cases: [range: string, status: number, range: string | null, text: string][] = [
        ["bytes=2-4", 206, "bytes 2-4/10", "234"],
        ["bytes=7-", 206, "bytes 7-9/10", "789"],
        ["bytes=-2", 206, "bytes 8-9/10", "89"],
        ["bytes=10-", 416, "bytes */10", ""],
        ["bytes=0-1,4-5", 200, null, content],
      ];
      for (const [range, status, contentRange, text] of cases) {
        const response = await fetch(url, { headers: { range } });
        const { headers } = response;
        assertEquals([response.status, headers.get("content-range"), await response.text()], [
          status,
          contentRange,
          text,
        ]);
      }
      const head = await fetch(url, { method: "HEAD", headers: { range: "bytes=2-4" } });
      assertEquals([head.status, head.headers.get("content-length"), await head.text()], [200, "10", ""]);
      const empty = await fetch(`${door.url}/file/bot${realToken}/${root}/${realToken}/empty`);
      assertEquals([empty.status, await empty.text()], [200, ""]);
    }));

  test("conditional requests follow RFC 9110", () =>
    withFolder(async (door, root) => {
      const url = `${door.url}/file/bot${realToken}/${root}/${realToken}/documents/f.bin`;
      utimesSync(join(root, realToken, "documents", "f.bin"), 1_700_000_000.25, 1_700_000_000.25);
      const first = await fetch(url);
      await first.text();
      const etag = first.headers.get("etag") ?? "";
      const modified = first.headers.get("last-modified") ?? "";
      assertEquals(modified, "Tue, 14 Nov 2023 22:13:20 GMT");
      const before = "Tue, 14 Nov 2023 22:13:19 GMT";
      const range = "bytes=1-2";
      const cases: [headers: Record<string, string>, status: number][] = [
        [{ range, "if-range": etag }, 206],
        [{ range, "if-range": `W/${etag}` }, 200],
        [{ range, "if-range": '"other"' }, 200],
        [{ range, "if-range": modified }, 206],
        [{ range, "if-range": "Tuesday, 14-Nov-23 22:13:20 GMT" }, 206],
        [{ range, "if-range": "Tue Nov 14 22:13:20 2023" }, 206],
        [{ range, "if-range": before }, 200],
        [{ range, "if-range": "2023-11-14T22:13:20Z" }, 200],
        [{ range: "bytes=90-", "if-range": before }, 200],
        [{ "if-range": '"other"' }, 200],
        [{ "if-none-match": `"x", W/${etag}` }, 304],
        [{ "if-none-match": "*" }, 304],
        [{ "if-none-match": '"x"', "if-modified-since": modified }, 200],
        [{ "if-modified-since": modified }, 304],
        [{ "if-modified-since": before }, 200],
        [{ "if-modified-since": "yesterday" }, 200],
        [{ "if-match": etag, range }, 206],
        [{ "if-match": `W/${etag}` }, 412],
        [{ "if-match": '"x"', "if-none-match": etag }, 412],
        [{ "if-match": "*", "if-unmodified-since": before }, 200],
        [{ "if-unmodified-since": before }, 412],
        [{ "if-unmodified-since": modified }, 200],
      ];
      for (const [headers, status] of cases) {
        const response = await fetch(url, { headers });
        assertEquals([headers, response.status], [headers, status]);
        const text = { 200: content, 206: "12" }[response.status] ?? "";
        assertEquals([await response.text(), response.headers.get("etag")], [text, etag]);
      }
    }));

  test("a date does not tell versions apart while the second of the change goes on", () =>
    withFolder(async (door, root) => {
      const url = `${door.url}/file/bot${realToken}/${root}/${realToken}/documents/f.bin`;
      const ahead = Date.now() / 1000 + 3600;
      utimesSync(join(root, realToken, "documents", "f.bin"), ahead, ahead);
      const modified = (await fetch(url, { method: "HEAD" })).headers.get("last-modified") ?? "";
      const response = await fetch(url, { headers: { range: "bytes=1-2", "if-range": modified } });
      assertEquals([response.status, await response.text()], [200, content]);
    }));

  test("a relative path that is not on disk is requested from upstream", () =>
    withFolder(async (door, _root, asked) => {
      assertEquals(await (await fetch(`${door.url}/file/bot${realToken}/documents/f.bin`)).text(), content);
      assertEquals(asked, []);
      await (await fetch(`${door.url}/file/bot${realToken}/photos/1.jpg`)).text();
      assertEquals(asked, [`/file/bot${realToken}/photos/1.jpg`]);
    }));

  test("nothing outside the bot's own folder is served, wherever links lead", () =>
    withFolder(async (door, root, asked) => {
      const folder = join(root, realToken);
      symlinkSync(join(root, otherToken, "secret"), join(folder, "link"));
      symlinkSync(join(root, otherToken), join(folder, "folder"));
      symlinkSync("/etc", join(folder, "etc"));
      const paths = [
        `${root}/${otherToken}/secret`,
        `${root}/tqueue.binlog`,
        "/etc/passwd",
        `${folder}/link`,
        `${folder}/folder/secret`,
        `${folder}/etc/passwd`,
        `${folder}/%2e%2e%2f${otherToken}/secret`,
        `${folder}/documents`,
        `${folder}/nosuch`,
        folder,
      ];
      for (const path of paths) {
        const response = await fetch(`${door.url}/file/bot${realToken}/${path}`);
        assertEquals([path, response.status, (await response.json()).ok], [path, 404, false]);
      }
      assertEquals(asked, []);
    }));

  test("a large file is whole", () =>
    withFolder(async (door, root) => {
      const bytes = new Uint8Array(3_000_001).map((_value, index) => index % 251);
      writeFileSync(join(root, realToken, "large"), bytes);
      const response = await fetch(`${door.url}/file/bot${realToken}/${root}/${realToken}/large`);
      const received = new Uint8Array(await response.arrayBuffer());
      assert(received.length === bytes.length && received.every((value, index) => value === index % 251));
    }));
});

describe("readRange()", () => {
  const cases: [header: string | undefined, size: number, expected: unknown][] = [
    [undefined, 10, undefined],
    ["bytes=0-0", 10, { start: 0, end: 1 }],
    ["bytes=0-99", 10, { start: 0, end: 10 }],
    ["bytes=-99", 10, { start: 0, end: 10 }],
    ["bytes=-0", 10, "outside"],
    ["bytes=10-", 10, "outside"],
    ["bytes=0-", 0, "outside"],
    ["bytes=5-2", 10, undefined],
    ["bytes=-", 10, undefined],
    ["items=1-2", 10, undefined],
    ["bytes=1-2,3-4", 10, undefined],
    ["Bytes=1-2", 10, { start: 1, end: 3 }],
    ["bytes= 1-2 ,", 10, { start: 1, end: 3 }],
  ];
  for (const [header, size, expected] of cases) {
    test(`reads ${header} of ${size} bytes`, () => assertEquals<unknown>(readRange(header, size), expected));
  }
});
