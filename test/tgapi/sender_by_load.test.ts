import { assertEquals, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import type { HttpResponse } from "../../src/base/http_message.ts";
import { SenderByLoad } from "../../src/tgapi/exchange/sender_by_load.ts";
import type { UpstreamRequest } from "../../src/tgapi/exchange/upstream_sender.ts";

const request: UpstreamRequest = {
  url: "http://127.0.0.1/bot1:x/getMe",
  method: "GET",
  headers: [],
  body: null,
  isShort: true,
  signal: new AbortController().signal,
};

/** A way whose answers come when they are told to. */
function heldWay(name: string, sent: string[]) {
  const waiting: PromiseWithResolvers<HttpResponse>[] = [];
  return {
    waiting,
    send() {
      sent.push(name);
      const answer = Promise.withResolvers<HttpResponse>();
      waiting.push(answer);
      return answer.promise;
    },
  };
}

describe("SenderByLoad", () => {
  test("takes the way for many while more than a few are under way, answered or failed", async () => {
    const sent: string[] = [];
    const few = heldWay("few", sent);
    const sender = new SenderByLoad({ few, many: heldWay("many", sent), maxFew: 2 });
    const [first, second] = [sender.send(request), sender.send(request)];
    void sender.send(request);
    assertEquals(sent, ["few", "few", "many"]);
    few.waiting[0]!.resolve({ status: 200, headers: [], body: null });
    await first;
    few.waiting[1]!.reject(new Error("cut"));
    await assertRejects(() => second);
    void sender.send(request);
    assertEquals(sent.at(-1), "few");
  });
});
