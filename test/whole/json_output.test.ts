import { assert, assertEquals } from "@std/assert";
import process from "node:process";
import { describe, test } from "node:test";
import { startProgram } from "../support/program.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { until } from "../support/until.ts";

type Event = Readonly<Record<string, unknown>>;

/** The events that were written; fails where a line is none. */
function eventsOf(stdout: string): Event[] {
  return stdout.split("\n").filter((line) => line !== "").map((line) => {
    const event: unknown = JSON.parse(line);
    assert(typeof event === "object" && event !== null && "time" in event && "message" in event, line);
    return event as Event; // It was just looked at.
  });
}

describe("botmux start --log-format json", () => {
  for (const [what, words] of [["without a bot", []], ["in a demo", ["--demo"]]] as const) {
    test(`${what}, writes one JSON object per line until it has stopped`, async () => {
      using folder = createTempFolder();
      const line = ["start", "--log-format", "json", "--listen", "127.0.0.1:0", ...words];
      await using program = startProgram(line, { cwd: folder.path });
      const url = await program.url();
      await until(() => program.stdout.includes("/setup#"));
      await (await fetch(`${url}/healthz`)).text();
      process.kill(program.child.pid!, "SIGTERM");
      assertEquals(await program.ended(), 0);
      const events = eventsOf(program.stdout);
      const facts: Event = Object.assign({}, ...events);
      assertEquals([facts.baseUrl, facts.console, facts.demo], [
        `${url}/tgapi`,
        `${url}/`,
        words.length > 0,
      ]);
      assert(String(facts.setupUrl).startsWith(`${url}/setup#`), String(facts.setupUrl));
      assertEquals(Array.isArray(facts.bots) && facts.bots.length, words.length > 0 ? 2 : 0);
      eventsOf(program.stderr);
    });
  }
});
