import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { decodeUtf8 } from "../../src/base/bytes.ts";
import type { AnsweredCall } from "../../src/telegram/answered_call.ts";
import { accessToken, realToken, serveDoor } from "../support/bot_api_door.ts";
import { rawAnswer, startRawUpstream } from "../support/raw_upstream.ts";

const ok = '{"ok":true,"result":{"message_id":1}}';

async function answeredAfter(
  answer: string,
  call: (url: string) => Promise<Response>,
): Promise<{ readonly calls: AnsweredCall[]; readonly status: number }> {
  const calls: AnsweredCall[] = [];
  await using upstream = await startRawUpstream(() => answer);
  await using door = await serveDoor(upstream.url, { listener: { answered: (each) => calls.push(each) } });
  const response = await call(`${door.url}/tgapi`);
  await response.body?.cancel();
  return { calls, status: response.status };
}

const post = (path: string, body: BodyInit, type = "application/json") => (url: string) =>
  fetch(url + path, { method: "POST", headers: { "content-type": type }, body });

describe("A listener of answered calls", () => {
  test("receives what was sent and what was answered", async () => {
    const { calls } = await answeredAfter(
      rawAnswer(ok),
      post(`/bot${realToken}/SendMessage?a=1`, '{"chat_id":1}'),
    );
    assertEquals(
      calls.map((
        { botId, method, query, contentType, sent, answer },
      ) => [botId, method, query, contentType, sent && decodeUtf8(sent), decodeUtf8(answer)]),
      [[4242, "sendmessage", "a=1", "application/json", '{"chat_id":1}', ok]],
    );
  });

  test("never sees the real token in an answer to an access token", async () => {
    const secret = realToken.slice(realToken.indexOf(":") + 1);
    const answer = `{"ok":true,"result":"${secret}"}`;
    const { calls } = await answeredAfter(rawAnswer(answer), post(`/bot${accessToken}/sendMessage`, "{}"));
    assertEquals(calls.map((call) => decodeUtf8(call.answer).includes(secret)), [false]);
  });

  test("receives no calls to the test servers, no errors, and no calls answered locally", async () => {
    const error = rawAnswer(
      '{"ok":false,"error_code":400}',
      "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json",
    );
    const told = [
      await answeredAfter(rawAnswer(ok), post(`/bot${realToken}/test/sendMessage`, "{}")),
      await answeredAfter(error, post(`/bot${realToken}/sendMessage`, "{}")),
      await answeredAfter(rawAnswer(ok), post(`/bot${realToken}/getUpdates`, "{}")),
    ];
    assertEquals(told.map(({ calls }) => calls.length), [0, 0, 0]);
  });

  test("receives no body that was streamed", async () => {
    const large = "x".repeat(100_000);
    const { calls } = await answeredAfter(
      rawAnswer(ok),
      post(`/bot${realToken}/sendMessage`, large, "text/plain"),
    );
    assertEquals(calls.map(({ sent }) => sent), [undefined]);
  });
});
