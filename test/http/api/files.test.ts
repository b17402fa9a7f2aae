import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { testApiKey } from "../../support/api_client.ts";
import { type ApiSetup, openApi } from "../../support/api_setup.ts";

const picture = new Uint8Array([0xff, 0xd8, 0xff, ...new Uint8Array(100_000).map((_, index) => index)]);
const page = new TextEncoder().encode("<html><script>alert(1)</script></html>");
const drawing = new TextEncoder().encode(
  '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
);

/** Lets a person send a file to the group; gives the id that the bot gets for it. */
async function sendFile({ upstream }: ApiSetup, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const { sandbox, user, group, url, bot } = upstream;
  const file = { type: "document", bytes, fileName: "a.html", mimeType: "text/html" } as const;
  sandbox.speak({ from: user, chat: group, file });
  const { result } = await (await fetch(`${url}/bot${bot.token}/getUpdates?offset=-1`)).json();
  return result[0].message.document.file_id;
}

function get({ served, bot }: ApiSetup, id: string, headers: Record<string, string> = {}, method = "GET") {
  return fetch(`${served.url}/api/v1/bots/${bot}/files/${id}`, {
    method,
    headers: { authorization: `Bearer ${testApiKey}`, ...headers },
  });
}

async function bytesOf(response: Response): Promise<Uint8Array> {
  return new Uint8Array(await response.arrayBuffer());
}

describe("files through the management API", () => {
  test("are served unchanged, and fetched from Telegram once", async () => {
    await using setup = await openApi();
    const id = await sendFile(setup, picture);
    assertEquals(await bytesOf(await get(setup, id)), picture);
    setup.upstream.sandbox.faults.add({ status: 500 });
    const again = await get(setup, id);
    assertEquals([again.headers.get("content-type"), await bytesOf(again)], ["image/jpeg", picture]);
    assertEquals(again.headers.get("cache-control"), "private, no-cache");
  });

  test("are served from disk after a restart", async () => {
    await using setup = await openApi();
    const id = await sendFile(setup, picture);
    await bytesOf(await get(setup, id));
    await setup.served.restart();
    setup.upstream.sandbox.faults.add({ status: 500 });
    assertEquals((await bytesOf(await get(setup, id))).length, picture.length);
  });

  test("never run in a browser, whatever their type", async () => {
    await using setup = await openApi();
    for (const bytes of [page, drawing]) {
      const answer = await get(setup, await sendFile(setup, bytes));
      await answer.body?.cancel();
      const { headers } = answer;
      assertEquals(headers.get("content-type"), "application/octet-stream");
      assertMatch(headers.get("content-disposition") ?? "", /^attachment; filename="[\w-]+\.bin"$/);
      assertEquals(headers.get("x-content-type-options"), "nosniff");
      assertEquals(headers.get("content-security-policy"), "sandbox");
    }
  });

  test("support range requests", async () => {
    await using setup = await openApi();
    const id = await sendFile(setup, picture);
    const part = await get(setup, id, { range: "bytes=10-19" });
    assertEquals([part.status, part.headers.get("content-range")], [206, `bytes 10-19/${picture.length}`]);
    assertEquals(await bytesOf(part), picture.slice(10, 20));
    const outside = await get(setup, id, { range: "bytes=900000-" });
    await outside.body?.cancel();
    assertEquals(outside.status, 416);
  });

  test("answer 304 to clients that have them", async () => {
    await using setup = await openApi();
    const id = await sendFile(setup, picture);
    const first = await get(setup, id);
    await first.body?.cancel();
    const etag = first.headers.get("etag") ?? "";
    const unchanged = await get(setup, id, { "if-none-match": `"x", ${etag}` });
    assertEquals([unchanged.status, (await bytesOf(unchanged)).length], [304, 0]);
    const changed = await get(setup, id, { "range": "bytes=0-0", "if-range": '"x"' });
    assertEquals([changed.status, (await bytesOf(changed)).length], [200, picture.length]);
    const weak = await get(setup, id, { "range": "bytes=0-0", "if-range": `W/${etag}` });
    assertEquals([weak.status, (await bytesOf(weak)).length], [200, picture.length]);
    const other = await get(setup, id, { "if-match": '"x"' });
    assertEquals([other.status, (await bytesOf(other)).length], [412, 0]);
    const same = await get(setup, id, { "range": "bytes=0-0", "if-range": etag });
    assertEquals([same.status, (await bytesOf(same)).length], [206, 1]);
  });

  test("answer HEAD without a body", async () => {
    await using setup = await openApi();
    const answer = await get(setup, await sendFile(setup, picture), {}, "HEAD");
    assertEquals([answer.status, (await bytesOf(answer)).length], [200, 0]);
  });

  test("answer 404 when Telegram does not know them", async () => {
    await using setup = await openApi();
    const answer = await setup.api.get(`/bots/${setup.bot}/files/BQACnonsense`);
    assertEquals([answer.status, answer.body.telegram.error_code], [409, 400]);
  });

  test("are not looked up under invalid ids", async () => {
    await using setup = await openApi();
    for (const id of ["..%2F..%2Fbotmux.db", "a.b", "%00", "x".repeat(257)]) {
      assertEquals((await setup.api.get(`/bots/${setup.bot}/files/${id}`)).status, 404, id);
    }
  });

  test("are only for viewers with access to the bot", async () => {
    await using setup = await openApi();
    const path = `/bots/${setup.bot}/files/BQACnonsense`;
    const viewer = await setup.withRole("viewer", [setup.bot]);
    const stranger = await setup.withRole("manager", [1]);
    assertEquals((await viewer.get(path)).status, 409);
    assertEquals((await stranger.get(path)).status, 404);
  });

  test("leave no partial file when the download breaks off", async () => {
    await using setup = await openApi();
    const id = await sendFile(setup, picture);
    setup.upstream.sandbox.faults.add({ method: "file", truncateToBytes: 100, times: 1 });
    const cut = await setup.api.get(`/bots/${setup.bot}/files/${id}`);
    assertEquals(cut.status, 502);
    assertEquals((await bytesOf(await get(setup, id))).length, picture.length);
  });

  test("are no longer served once their bot is removed", async () => {
    await using setup = await openApi();
    const id = await sendFile(setup, picture);
    await bytesOf(await get(setup, id));
    await setup.api.done("DELETE", `/bots/${setup.bot}`);
    const answer = await get(setup, id);
    await answer.body?.cancel();
    assertEquals(answer.status, 404);
  });

  test("show no token in errors", async () => {
    await using setup = await openApi();
    const { token } = setup.upstream.bot;
    setup.upstream.sandbox.faults.add({ method: "getFile", status: 400, description: `no ${token}` });
    const answer = await setup.api.get(`/bots/${setup.bot}/files/BQACnonsense`);
    assertEquals(answer.status, 409);
    assert(!JSON.stringify(answer.body).includes(token.slice(token.indexOf(":") + 1)));
  });
});
