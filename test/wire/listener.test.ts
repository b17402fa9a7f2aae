import { assertEquals } from "@std/assert";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { describe, test } from "node:test";
import { titleWithReason } from "../support/skip_reason.ts";
import { until } from "../support/until.ts";

const skip = process.platform === "win32" ? "Windows has no limit of open files" : false;
const options = "Bun" in globalThis ? [] : ["run", "--allow-all", "--no-check", "--quiet"];
const script = join(import.meta.dirname!, "listener_child.ts");

async function answers(url: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(500);
    return await (await fetch(url, { signal, headers: { connection: "close" } })).text() === "served";
  } catch {
    return false;
  }
}

describe("a server without file handles", () => {
  test(
    titleWithReason("accepts connections again once others have gone, and keeps those it has", skip),
    { skip },
    async () => {
      const limited = ["-c", 'ulimit -n 64; exec "$@"', "sh", process.execPath, ...options, script];
      const child = spawn("sh", limited, { stdio: ["pipe", "pipe", "inherit"] });
      let output = "";
      child.stdout.on("data", (chunk) => output += chunk);
      const said = (words: RegExp) => words.exec(output)?.[1];
      const exit = once(child, "exit");
      try {
        await until(() => said(/port (\d+)/) !== undefined);
        const port = Number(said(/port (\d+)/));
        const url = `http://127.0.0.1:${port}/`;
        const kept = connect(port, "127.0.0.1");
        await once(kept, "connect");
        for (let wave = 0; wave < 2; wave++) {
          // More at once than there are handles: those in the queue of the system cannot be accepted.
          const sockets = Array.from({ length: 200 }, () => connect(port, "127.0.0.1").on("error", () => {}));
          await until(() => sockets.every(({ connecting }) => !connecting));
          await until(() => {
            output = "";
            child.stdin.write("\n");
            return new Promise<boolean>((resolve) =>
              child.stdout.once("data", () => resolve(said(/(8)/) === "8"))
            );
          });
          for (const socket of sockets) socket.destroy();
          await until(() => answers(url));
        }
        kept.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        const [bytes] = await once(kept, "data");
        assertEquals(String(bytes).split("\r\n")[0], "HTTP/1.1 200 OK");
        kept.destroy();
        child.stdin.end();
        assertEquals(await exit, [0, null]);
      } finally {
        child.kill("SIGKILL");
      }
    },
  );
});
