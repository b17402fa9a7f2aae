import { Buffer } from "node:buffer";
import { request as startRequest } from "node:http";
import { describe, test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import { TelegramError } from "../../src/telegram/envelope.ts";
import { accessToken, serveDoor } from "../support/bot_api_door.ts";
import { generateRequest, insideIds } from "../support/call_generator.ts";
import { argOf, type Args, memberOf, readArgs, targetOf } from "../support/official_parser.ts";
import { createRandom } from "../support/random.ts";
import { rawAnswer, startRawUpstream } from "../support/raw_upstream.ts";
import { passScoped, type ScopedCall } from "../support/scoped_call.ts";

/** Whom the official server acts on, by method, with parameters as it read them; empty texts name nobody. */
const actsOn: Readonly<Record<string, (args: Args) => string[]>> = {
  sendMessage: (args) => [argOf(args, "chat_id"), memberOf(argOf(args, "reply_parameters"), "chat_id")],
  copyMessage: (args) => [
    argOf(args, "chat_id"),
    argOf(args, "from_chat_id"),
    memberOf(argOf(args, "reply_parameters"), "chat_id"),
  ],
  banChatMember: (args) => [argOf(args, "chat_id")],
  getUserProfilePhotos: (args) => [argOf(args, "user_id")],
  refundStarPayment: (args) => [argOf(args, "user_id")],
  sendGift: (args) => [argOf(args, "user_id"), argOf(args, "chat_id")],
  setMyCommands: (args) => [memberOf(argOf(args, "scope"), "chat_id")],
  setChatMenuButton: (args) => [argOf(args, "chat_id")],
  editMessageText: (args) =>
    argOf(args, "inline_message_id") === "" ? [argOf(args, "chat_id")] : ["inline message"],
  getBusinessConnection: (args) => [argOf(args, "business_connection_id") && "business account"],
  // Undocumented, and unknown to us.
  sendCustomRequest: (args) => [argOf(args, "chat_id"), argOf(args, "parameters")],
};
const methods = Object.keys(actsOn);
const inside = insideIds.map(String);

/** Whom the official server would act on for a call, read by the rules of either of its versions. */
function targetsOf(call: ScopedCall): string[] {
  const act = actsOn[call.method];
  if (act === undefined) throw new TypeError(`Cannot tell whom ${call.method} acts on`);
  return (["escapes", "splits"] as const).flatMap((rules) => {
    const args = readArgs(call, rules);
    return args === undefined ? [] : act(args).filter((id) => id !== "");
  });
}

describe("a limited access token and the official server", () => {
  for (const seed of [1, 2, 3]) {
    test(`read 8,000 generated requests alike, or the request is refused: seed ${seed}`, async () => {
      const random = createRandom(seed);
      const counts = { passed: 0, named: 0, refused: 0, wouldReach: 0 };
      for (let round = 0; round < 8_000; round++) {
        const method = methods[Math.floor(random() * methods.length)] ?? "";
        const call = { method, ...generateRequest(random) };
        const isOutside = (id: string) => !inside.includes(targetOf(id)) || /^[a-z]/.test(id);
        if (targetsOf(call).some(isOutside)) counts.wouldReach++;
        const cuts = random() < 0.3 && call.body.length > 2
          ? [1 + Math.floor(random() * (call.body.length - 1))]
          : [];
        const passed = await passScoped(call, insideIds, cuts);
        if (passed instanceof TelegramError) {
          assert([400, 403, 404].includes(passed.code), `${passed.code} for ${JSON.stringify(call)}`);
          counts.refused++;
          continue;
        }
        counts.passed++;
        const targets = targetsOf({ ...call, body: passed });
        if (targets.length > 0) counts.named++;
        for (const id of targets) {
          assert(inside.includes(id), `${id} was reached by ${JSON.stringify(call)}`);
        }
      }
      // The test is worth something only while calls of each kind are common.
      assert(Object.values(counts).every((count) => count > 300), JSON.stringify(counts));
    });
  }

  test("read what passes a door alike, with the headers and the address that upstream gets", async () => {
    const random = createRandom(4);
    await using upstream = await startRawUpstream(() => rawAnswer('{"ok":true,"result":true}'));
    await using door = await serveDoor(upstream.url, { scope: { chats: insideIds } });
    let reached = 0;
    for (let round = 0; round < 400; round++) {
      const call = { method: methods[round % methods.length] ?? "", ...generateRequest(random) };
      const before = upstream.requests.length;
      const status = await send(door.port, call);
      assert([200, 400, 403, 404].includes(status), `${status} for ${JSON.stringify(call)}`);
      const passed = upstream.requests.slice(before);
      assertEquals(passed.length, status === 200 ? 1 : 0, JSON.stringify(call));
      for (const id of passed.flatMap((text) => targetsOf({ ...toOfficial(text), method: call.method }))) {
        reached++;
        assert(inside.includes(id), `${id} was reached by ${JSON.stringify(call)}`);
      }
    }
    assert(reached > 20, `${reached}`);
  });
});

/** The status of the answer to a call over a connection of its own. */
function send(port: number, { method, query, contentType, body }: ScopedCall): Promise<number> {
  const path = `/bot${accessToken}/${method}${query === "" ? "" : `?${query}`}`;
  const headers = { ...(contentType === "" ? {} : { "content-type": contentType }), connection: "close" };
  return new Promise((resolve, reject) => {
    const request = startRequest(
      { host: "127.0.0.1", port, path, method: "POST", headers, agent: false },
      (response) => {
        response.resume();
        response.on("end", () => resolve(response.statusCode ?? 0));
      },
    );
    request.on("error", reject);
    request.end(Buffer.from(body, "latin1"));
  });
}

/** A request as upstream got it. */
function toOfficial(text: string): Omit<ScopedCall, "method"> {
  const end = text.indexOf("\r\n\r\n");
  const head = text.slice(0, end);
  return {
    query: /^\S+ [^? ]*\?(\S*) HTTP/.exec(head)?.[1] ?? "",
    contentType: /^content-type: *([^\r\n]*)/im.exec(head)?.[1] ?? "",
    body: text.slice(end + 4),
  };
}
