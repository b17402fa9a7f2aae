import { assertEquals } from "@std/assert";
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { describe, test } from "node:test";
import { join } from "node:path";
import process from "node:process";

describe("the wire", () => {
  test("leaves neither sockets nor timers behind, whenever clients hang up", async () => {
    const options = "Bun" in globalThis ? [] : ["run", "--allow-all", "--no-check", "--quiet"];
    const script = join(import.meta.dirname!, "server_child.ts");
    const child = spawn(process.execPath, [...options, script], { stdio: ["ignore", "pipe", "pipe"] });
    // It would run on for ever.
    const timer = setTimeout(() => child.kill("SIGKILL"), 60_000);
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
    const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    clearTimeout(timer);
    assertEquals([output, errors, code], ["connections 0, errors 0\n", "", 0]);
  });
});
