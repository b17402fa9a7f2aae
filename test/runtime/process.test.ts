import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { text } from "node:stream/consumers";
import { describe, test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import { startScript } from "./script.ts";

function start(...args: string[]): ChildProcess & { readonly exited: Promise<unknown[]> } {
  const child = startScript("process_child.ts", args, { BOTMUX_TEST_VALUE: "value" });
  return Object.assign(child, { exited: once(child, "exit") });
}

function output(child: ChildProcess): Promise<string> {
  assert(child.stdout !== null);
  return text(child.stdout);
}

describe("process", () => {
  test("provides arguments and environment, and writes to both outputs", async () => {
    const child = start("echo", "a b", "--flag=1");
    assert(child.stderr !== null);
    const [out, err] = await Promise.all([output(child), text(child.stderr)]);
    assertEquals([out, err], ["a b|--flag=1 value\n", "to the other side\n"]);
    assertEquals((await child.exited)[0], 0);
  });

  test("exit() flushes the output and returns its code", async () => {
    const child = start("flood");
    assertEquals((await output(child)).length, 2_000_000);
    assertEquals((await child.exited)[0], 7);
  });

  test("onStop() handles SIGINT and SIGTERM and lets the process end by itself", async () => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      const child = start("stop");
      const lines = output(child);
      assert(child.stdout !== null);
      await once(child.stdout, "data");
      assert(child.pid !== undefined);
      // Not child.kill(): Deno then reports the signal as the cause of death, whatever the child did with it.
      process.kill(child.pid, signal);
      assertEquals((await child.exited)[0], 0);
      assertEquals((await lines).trimEnd().split("\n").at(-1), signal);
    }
  });
});
