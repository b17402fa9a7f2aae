import { assert, assertEquals } from "@std/assert";
import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { describe, test } from "node:test";
import { residentMiB } from "../../bench/support/memory.ts";
import { serveSandbox } from "../sandbox/serving.ts";
import { connectRaw } from "../support/loopback.ts";
import { startProgram } from "../support/program.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { until } from "../support/until.ts";

const wanted = 10_000;
/** What either process needs besides. */
const reserve = 500;
const noUpdates = '{"ok":true,"result":[]}';
const connectedAtOnce = 500;
/** Bun takes some 160 MiB, Deno 385 to 435 from run to run; a loss for each connection would be seen beyond that. */
const maxMiB = 700;

/** As many connections as the machine lets one process have. */
function affordable(): number {
  const limit = /^Max open files\s+\d+\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
  return Math.min(wanted, Number(limit ?? 1024) - reserve);
}

/** A connection that polls until it is given an update, and collects what comes back. */
class Caller {
  text = "";
  readonly #socket: Socket;

  constructor(socket: Socket, request: string) {
    this.#socket = socket;
    socket.on("error", () => {}).on("data", (chunk: Uint8Array) => {
      this.text += new TextDecoder().decode(chunk);
      // Until all are connected, the polls of the first may be over.
      if (!this.text.endsWith(noUpdates)) return;
      this.text = "";
      socket.write(request);
    });
    socket.write(request);
  }

  hangUp(): void {
    this.#socket.destroy();
  }
}

describe("10,000 idle connections", () => {
  test("wait at the same time, delay nobody, and all hear of the next update", async () => {
    const count = affordable();
    await using served = await serveSandbox();
    const { sandbox, bot, user, group } = served;
    using folder = createTempFolder();
    const words = ["--upstream", served.url, "--bot", bot.token, "--listen", "127.0.0.1:0"];
    await using program = startProgram(words, { cwd: folder.path });
    const url = await program.url();
    const metric = async (line: string) =>
      (await (await fetch(`${url}/metrics`)).text()).includes(`${line}\n`);
    const request = `GET /bot${bot.token}/getUpdates?timeout=50 HTTP/1.1\r\nHost: x\r\n\r\n`;
    const callers: Caller[] = [];
    try {
      while (callers.length < count) {
        const batch = Math.min(connectedAtOnce, count - callers.length);
        const sockets = await Promise.all(
          Array.from({ length: batch }, () => connectRaw(Number(new URL(url).port))),
        );
        for (const socket of sockets) callers.push(new Caller(socket, request));
      }
      await until(() => metric(`botmux_waiting_polls ${count}`));
      const startMs = performance.now();
      assertEquals((await fetch(`${url}/bot${bot.token}/getMe`)).status, 200);
      assertEquals((await fetch(`${url}/healthz`)).status, 200);
      const callMs = performance.now() - startMs;
      const memory = residentMiB(program.child.pid!);
      sandbox.speak({ from: user, chat: group, text: "to everybody" });
      await until(() => callers.every(({ text }) => text.includes("to everybody")));
      console.log(
        `${count} connections: ${memory.toFixed(0)} MiB resident, two calls in ${callMs.toFixed(0)} ms, ` +
          `an update at all of them after ${(performance.now() - startMs).toFixed(0)} ms`,
      );
      assert(memory < maxMiB, `${memory} MiB`);
    } finally {
      for (const caller of callers) caller.hangUp();
    }
    await until(() => metric("botmux_waiting_polls 0"));
    assertEquals(program.child.exitCode, null, program.stderr);
  });
});
