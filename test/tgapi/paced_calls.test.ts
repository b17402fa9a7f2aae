import { Buffer } from "node:buffer";
import { assertEquals } from "@std/assert";
import { gzipSync } from "node:zlib";
import { describe, test } from "node:test";
import type { PacedSend } from "../../src/pacing/paced_send.ts";
import { Pacing } from "../../src/pacing/pacing.ts";
import { defaultPacing, type PacingMode, type PacingSettings } from "../../src/pacing/pacing_settings.ts";
import { parseRate } from "../../src/pacing/rate_limit.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { accessToken, realToken, type ServedDoor, serveDoor } from "../support/bot_api_door.ts";
import { multipartClients, writeMultipart } from "../support/client_bodies.ts";
import { rawAnswer, type RawUpstream, startRawUpstream } from "../support/raw_upstream.ts";

const sent = rawAnswer('{"ok":true,"result":{"message_id":1}}');
const limited = rawAnswer(
  '{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 2","parameters":{"retry_after":2}}',
  "HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\nRetry-After: 2",
);
const limitedByFrontEnd = rawAnswer(
  "<html>slow down</html>",
  "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 2",
);

interface Setup {
  readonly door: ServedDoor;
  readonly upstream: RawUpstream;
  readonly clock: ManualClock;
  readonly pacing: Pacing;
  /** What was counted. */
  readonly sends: PacedSend[];
  readonly answers: string[];
  /** Calls with the real token, or another. */
  call(path: string, init?: RequestInit, token?: string): Promise<{ status: number; text: string }>;
}

async function withPacing(
  work: (setup: Setup) => Promise<void>,
  mode: PacingMode = "smooth",
): Promise<void> {
  // Its clock stands still, so only chats hold sends up.
  const limits = { ...defaultPacing.limits, bot: parseRate("1000/s") };
  const settings: PacingSettings = { ...defaultPacing, mode, limits };
  const clock = new ManualClock();
  const pacing = new Pacing({ settings: { of: () => settings, remove() {} }, clock });
  const sends: PacedSend[] = [];
  const answers: string[] = [];
  await using upstream = await startRawUpstream(() => answers.shift() ?? sent);
  await using door = await serveDoor(upstream.url, {
    scope: { chats: [-77] },
    pacing: {
      modeOf: (botId) => pacing.modeOf(botId),
      observe(botId, send, signal) {
        sends.push(send);
        pacing.observe(botId, send, signal);
      },
      observeRefusal: (botId) => pacing.observeRefusal(botId),
      send(botId, send, ...rest) {
        sends.push(send);
        return pacing.send(botId, send, ...rest);
      },
    },
  });
  const call = async (path: string, init: RequestInit = {}, token = realToken) => {
    const response = await fetch(`${door.url}/tgapi/bot${token}${path}`, { method: "POST", ...init });
    return { status: response.status, text: await response.text() };
  };
  await work({ door, upstream, clock, pacing, sends, answers, call });
}

/** A photo for a group, as a client library sends it. */
function toPhoto(client: string, bytes: number) {
  const { contentType, body } = writeMultipart(client, {
    fields: [["chat_id", "-77"], ["caption", "cat"]],
    files: [{ name: "photo", filename: "cat.jpg", content: "J".repeat(bytes) }],
    areFilesFirst: false,
  });
  return { headers: { "content-type": contentType }, body: Buffer.from(body, "latin1") };
}

const chatsOf = (sends: readonly PacedSend[]) => sends.map(({ chat }) => chat);

describe("calls that count against Telegram's limits", () => {
  for (const mode of ["smooth", "observe"] as const) {
    test(`name their chat in the query, a form, JSON, or a compressed body (pacing: ${mode})`, () =>
      withPacing(async ({ call, sends, upstream }) => {
        const json = { "content-type": "application/json" };
        await call("/sendMessage?chat_id=1&text=a");
        await call("/SENDMESSAGE", { body: new URLSearchParams({ chat_id: "2", text: "a" }) });
        await call("/sendMessage", { headers: json, body: '{"text":"chat_id","chat_id":3}' });
        const packed = gzipSync('{"chat_id":-4,"text":"a"}');
        await call("/sendMessage", { headers: { ...json, "content-encoding": "gzip" }, body: packed });
        await call("/sendMessage", {
          headers: json,
          body: `{"text":"${"a".repeat(100_000)}","chat_id":"@five"}`,
        });
        assertEquals(chatsOf(sends), ["1", "2", "3", "-4", "@five"]);
        assertEquals(upstream.requests.length, 5);
      }, mode));
  }

  test("pass as they came when they are longer than parameters may be, or cannot be read", () =>
    withPacing(async ({ call, sends, upstream }) => {
      const json = { "content-type": "application/json" };
      const bodies = [
        { headers: json, body: `{"chat_id":1,"text":"${"a".repeat(3_000_000)}"}` },
        { headers: { ...json, "content-encoding": "br" }, body: "no Brotli" },
        { headers: { ...json, "content-encoding": "gzip" }, body: "no gzip" },
        { headers: json, body: '{"chat_id":1' },
      ];
      for (const sent of bodies) {
        assertEquals((await call("/sendMessage", sent)).status, 200);
        const arrived = upstream.requests.at(-1) ?? "";
        assertEquals(arrived.slice(arrived.indexOf("\r\n\r\n") + 4) === sent.body, true);
      }
      assertEquals(chatsOf(sends), [undefined, undefined, undefined, "1"]);
    }));

  for (const client of multipartClients) {
    test(`name their chat in a multipart body of ${client}, which arrives as it was sent`, async () => {
      const work = async ({ call, sends, upstream }: Setup) => {
        for (const size of [100, 300_000]) {
          const photo = toPhoto(client, size);
          assertEquals((await call("/sendPhoto", photo)).status, 200);
          const arrived = upstream.requests.at(-1) ?? "";
          assertEquals(Buffer.from(arrived.slice(arrived.indexOf("\r\n\r\n") + 4), "latin1"), photo.body);
        }
        assertEquals(chatsOf(sends), ["-77", "-77"]);
      };
      await withPacing(work, "smooth");
      await withPacing(work, "observe");
    });
  }

  for (const mode of ["smooth", "observe"] as const) {
    test(`are counted once where the access token is limited to chats (pacing: ${mode})`, () =>
      withPacing(async ({ call, sends, upstream }) => {
        const media = JSON.stringify([{ type: "photo" }, { type: "photo" }]);
        const form = new URLSearchParams({ chat_id: "-77", media });
        assertEquals((await call("/sendMediaGroup", { body: form }, accessToken)).status, 200);
        for (const size of [100, 300_000]) {
          const photo = toPhoto("curl -F", size);
          assertEquals((await call("/sendPhoto", photo, accessToken)).status, 200);
          const arrived = upstream.requests.at(-1) ?? "";
          assertEquals(Buffer.from(arrived.slice(arrived.indexOf("\r\n\r\n") + 4), "latin1"), photo.body);
        }
        assertEquals(sends.map(({ chat, weight }) => [chat, weight]), [["-77", 2], ["-77", 1], ["-77", 1]]);
      }, mode));

    test(`are not counted when the access token may not make them (pacing: ${mode})`, () =>
      withPacing(async ({ call, sends, upstream }) => {
        assertEquals((await call("/sendMessage?chat_id=5&text=a", {}, accessToken)).status, 403);
        const photo = toPhoto("curl -F", 100);
        const body = Buffer.from(photo.body.toString("latin1").replace("-77", "-78"), "latin1");
        assertEquals((await call("/sendPhoto", { ...photo, body }, accessToken)).status, 403);
        assertEquals([sends, upstream.requests], [[], []]);
      }, mode));
  }

  test("name their chat in a part of multipart that is a form", () =>
    withPacing(async ({ call, sends }) => {
      const type = "application/x-www-form-urlencoded";
      const body =
        `--b\r\nContent-Disposition: form-data; name="x"\r\nContent-Type: ${type}\r\n\r\nchat_id=9\r\n--b--\r\n`;
      // With a large file, the body is a stream.
      await call("/sendPhoto", { headers: { "content-type": "multipart/form-data; boundary=b" }, body });
      const file = `--b\r\nContent-Disposition: form-data; name="photo"; filename="a"\r\n\r\n${
        "J".repeat(200_000)
      }\r\n`;
      const large = body.replace("--b--", `${file}--b--`);
      await call("/sendPhoto", {
        headers: { "content-type": "multipart/form-data; boundary=b" },
        body: large,
      });
      assertEquals(chatsOf(sends), ["9", "9"]);
    }, "observe"));

  test("count an album's items, and replies come first", () =>
    withPacing(async ({ call, sends }) => {
      const media = JSON.stringify([{ type: "photo" }, { type: "photo" }, { type: "photo" }]);
      await call("/sendMediaGroup", { body: new URLSearchParams({ chat_id: "5", media }) });
      await call("/forwardMessages?chat_id=6&from_chat_id=7&message_ids=[1,2]");
      await call('/sendMessage?chat_id=8&text=a&reply_parameters={"message_id":1}');
      assertEquals(sends.map(({ weight, priority }) => [weight, priority]), [
        [3, "normal"],
        [2, "normal"],
        [1, "interactive"],
      ]);
    }));

  test("are those that send or edit messages, and none of Telegram's test servers", () =>
    withPacing(async ({ call, sends }) => {
      for (
        const path of [
          "/getMe",
          "/sendChatAction?chat_id=1",
          "/deleteMessage?chat_id=1",
          "/test/sendMessage?chat_id=1",
        ]
      ) {
        await call(path);
      }
      assertEquals(sends, []);
    }));

  test("wait for their chat", () =>
    withPacing(async ({ call, clock, upstream }) => {
      await call("/sendMessage?chat_id=1&text=first");
      const second = call("/sendMessage?chat_id=1&text=second");
      while (clock.pending < 2) await new Promise((resolve) => setTimeout(resolve, 1));
      assertEquals(upstream.requests.length, 1);
      await clock.advance(1100);
      assertEquals((await second).status, 200);
    }));

  for (
    const [what, answer] of Object.entries({ "a 429": limited, "a 429 of a front end": limitedByFrontEnd })
  ) {
    test(`are made again after ${what} that is soon over`, () =>
      withPacing(async ({ call, clock, upstream, answers }) => {
        answers.push(answer);
        const outcome = call("/sendMessage?chat_id=-1&text=a");
        while (upstream.requests.length === 0 || clock.pending < 1) {
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
        await clock.advance(2000);
        assertEquals((await outcome).status, 200);
        assertEquals(upstream.requests.length, 2);
      }));
  }

  test("are made once while they are observed, and a 429 of Telegram is counted", () =>
    withPacing(async ({ call, answers, pacing, upstream }) => {
      answers.push(limited, limitedByFrontEnd, sent, limited);
      const statuses = [];
      for (
        const path of ["/sendMessage?chat_id=1", "/sendMessage?chat_id=1", "/sendMessage?chat_id=2", "/getMe"]
      ) {
        statuses.push((await call(path)).status);
      }
      assertEquals(statuses, [429, 429, 200, 429]);
      assertEquals(upstream.requests.length, 4);
      const { sent: messages, limited: refusals, repeated } = pacing.report(Number(realToken.split(":")[0]));
      assertEquals([messages, refusals, repeated], [3, 2, 0]);
    }, "observe"));

  test("are made once when their body was a stream", () =>
    withPacing(async ({ call, upstream, answers }) => {
      answers.push(limited);
      assertEquals((await call("/sendPhoto", toPhoto(multipartClients[0]!, 300_000))).status, 429);
      assertEquals(upstream.requests.length, 1);
    }));

  test("are refused with 429 when the wait would be too long", () =>
    withPacing(async ({ call, answers, upstream }) => {
      answers.push(
        limited.replaceAll("after 2", "after 99").replace("After: 2", "After: 99").replace(":2}", ":99}"),
      );
      await call("/sendMessage?chat_id=-1&text=a");
      const { status, text } = await call("/sendMessage?chat_id=-1&text=a");
      assertEquals(status, 429);
      assertEquals(JSON.parse(text).parameters, { retry_after: 99 });
      assertEquals(upstream.requests.length, 1);
    }));
});
