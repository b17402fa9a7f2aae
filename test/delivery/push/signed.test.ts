import { assertEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import { Webhook } from "standardwebhooks";
import { type ReceivedPost, startBackend } from "../../support/backend.ts";
import { createPoster } from "./poster_setup.ts";

const oldSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const newSecret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const update = '{"update_id":1,"message":{"text":"naïve"}}';

/** What a backend that uses the specification's own library finds. */
function verify(secret: string, { body, headers }: ReceivedPost): unknown {
  const fields = ["webhook-id", "webhook-timestamp", "webhook-signature"];
  return new Webhook(secret).verify(
    body,
    Object.fromEntries(fields.map((name) => [name, String(headers[name])])),
  );
}

describe("signed pushes", () => {
  test("are accepted by the library of Standard Webhooks, with either secret while they are rotated", async () => {
    await using backend = await startBackend();
    using sender = createPoster({ url: backend.url, signingSecrets: [newSecret, oldSecret] });
    await sender.post(update);
    const [post] = backend.posts;
    assertEquals(verify(newSecret, post!), JSON.parse(update));
    assertEquals(verify(oldSecret, post!), JSON.parse(update));
    assertThrows(() => verify("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", post!));
  });

  test("keep their id when they are sent again", async () => {
    await using backend = await startBackend();
    using sender = createPoster({ url: backend.url, signingSecrets: [oldSecret] });
    await sender.post(update);
    await sender.post(update);
    assertEquals(backend.posts.map(({ headers }) => headers["webhook-id"]), ["4242_7", "4242_7"]);
  });

  test("replace custom headers of the same names, which unsigned pushes keep", async () => {
    await using backend = await startBackend();
    const headers = { "Webhook-Signature": "own" };
    for (const signingSecrets of [[oldSecret], undefined]) {
      using sender = createPoster({ url: backend.url, headers, signingSecrets });
      await sender.post(update);
    }
    assertEquals(backend.posts.map(({ headers }) => headers["webhook-signature"] === "own"), [false, true]);
  });
});
