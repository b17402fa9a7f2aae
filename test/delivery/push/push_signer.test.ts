import { assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { encodeUtf8 } from "../../../src/base/bytes.ts";
import { PushSigner } from "../../../src/delivery/push/push_signer.ts";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const other = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const body = encodeUtf8('{"test": 2432232314}');
const atMs = 1_614_265_330_000;

describe("PushSigner", () => {
  test("matches the example in the specification", () => {
    assertEquals(
      new PushSigner([secret]).sign("msg_p5jXN8AQM9LWM0D4loKWxJek", body, atMs),
      "webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek\r\nwebhook-timestamp: 1614265330\r\n" +
        "webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=\r\n",
    );
  });

  test("signs with each secret during a rotation", () => {
    const signed = new PushSigner([secret, other]).sign("msg_1", body, atMs);
    assertMatch(signed, /webhook-signature: v1,[\w+/=]{44} v1,[\w+/=]{44}\r\n$/);
  });
});
