import { assert, assertEquals, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import { OperationalError } from "../../src/base/errors.ts";
import { Thread } from "../../src/runtime/thread.ts";

const url = new URL("./thread_child.ts", import.meta.url);

describe("Thread", () => {
  test("carries calls and their results over, in order", async () => {
    const thread = new Thread(url, { greeting: "Hello" });
    const answers = await Promise.all([
      thread.call("greet", ["Ann"]),
      thread.call("size", [new Uint8Array(5)]),
      thread.call("greet", ["Bo"]),
    ]);
    await thread.close();
    assertEquals(answers, ["Hello Ann", 5, "Hello Bo"]);
  });

  test("throws what the other side throws, of the same class", async () => {
    const thread = new Thread(url, {});
    await assertRejects(() => thread.call("refuse", ["RangeError"]), RangeError, "Cannot do that");
    await assertRejects(
      () => thread.call("refuse", ["OperationalError"]),
      OperationalError,
      "Cannot do that",
    );
    await assertRejects(() => thread.call("nothing", []), TypeError, "nothing");
    await thread.close();
  });

  test("is not started before the first call", async () => {
    const thread = new Thread(url, {});
    assert(!thread.isRunning);
    await thread.close();
    await assertRejects(() => thread.call("greet", ["Ann"]), OperationalError, "closed");
  });

  test("fails what was under way when it dies, and starts again", async () => {
    const thread = new Thread(url, { greeting: "Hello" });
    await assertRejects(() => thread.call("die", []), OperationalError);
    assertEquals(await thread.call("greet", ["again"]), "Hello again");
    await thread.close();
  });

  test("ends calls under way before it closes", async () => {
    const thread = new Thread(url, { greeting: "Hello" });
    const answer = thread.call("greet", ["Ann"]);
    await thread.close();
    assertEquals(await answer, "Hello Ann");
  });
});
