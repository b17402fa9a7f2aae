import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import type { ControlStores, OpenControlStores } from "./control_stores.ts";
import { textsToKeep } from "./hostile_texts.ts";
import { withHandles } from "./two_handles.ts";

/** What every store of requests with keys must do. */
export function describeIdempotencyStore(name: string, open: OpenControlStores): void {
  const testing = (title: string, work: (first: ControlStores, second: ControlStores) => Promise<void>) =>
    test(title, withHandles(open, work));
  const begin = ({ idempotency }: ControlStores, key: string, begunAtMs = 10, owner = "key 1") =>
    idempotency.begin({ owner, key, begunAtMs }, 5, 100);

  describe(name, () => {
    testing("a key begins once, whoever asks, and each owner has their own", async (first, second) => {
      const begun = await Promise.all([begin(first, "a"), begin(second, "a")]);
      assertEquals(begun.filter((each) => each === "begun").length, 1);
      assertEquals(await begin(second, "a"), { fingerprint: "", answer: "" });
      assertEquals(await begin(second, "a", 10, "key 2"), "begun");
      assertEquals(await begin(second, "A"), "begun");
    });

    testing("an outcome comes back as it was noted, at the other handle", async (first, second) => {
      for (const text of [...textsToKeep, "x".repeat(1_000_000)]) {
        const key = `key of ${text.length} ${text.slice(0, 40)}`;
        await begin(first, key);
        await first.idempotency.end("key 1", key, { fingerprint: text, answer: text });
        assertEquals(await begin(second, key), { fingerprint: text, answer: text });
      }
    });

    testing("one that is forgotten begins anew, another is not touched", async (first, second) => {
      await begin(first, "a");
      await begin(first, "b");
      await second.idempotency.forget("key 1", "a");
      await second.idempotency.forget("key 2", "b");
      assertEquals([await begin(first, "a"), await begin(first, "b")], ["begun", {
        fingerprint: "",
        answer: "",
      }]);
    });

    testing("the end of one that is not there changes nothing", async (first, second) => {
      await first.idempotency.end("key 1", "a", { fingerprint: "f", answer: "{}" });
      assertEquals(await begin(second, "a"), "begun");
    });

    testing("what began too long ago is forgotten, and makes room", async (first, second) => {
      const full = (stores: ControlStores, key: string, begunAtMs: number, oldestMs: number) =>
        stores.idempotency.begin({ owner: "key 1", key, begunAtMs }, oldestMs, 2);
      assertEquals([await full(first, "a", 10, 0), await full(second, "b", 20, 0)], ["begun", "begun"]);
      assertEquals(await full(first, "c", 30, 10), "full");
      assertEquals(await full(second, "a", 30, 10), { fingerprint: "", answer: "" });
      assertEquals(await full(second, "c", 30, 11), "begun");
      assertEquals(await full(first, "a", 30, 11), "full");
    });
  });
}
