import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { keepLines, LogRing, maxLineLength, maxLines } from "../../src/base/log_ring.ts";
import { silentLogger } from "../../src/base/logger.ts";

describe("a ring of log lines", () => {
  test("keeps the latest lines, limited in number and length", () => {
    const ring = new LogRing();
    for (let index = 1; index <= 5 * maxLines; index++) {
      ring.add({ atMs: index, level: "info", text: `${index}` });
    }
    ring.add({ atMs: 1, level: "info", text: "x".repeat(10 * maxLineLength) });
    const lines = ring.find({}, 10 * maxLines);
    assertEquals(lines.length, maxLines);
    assertEquals(lines[0]?.text.length, maxLineLength + 1);
    assertEquals([lines[1]?.text, lines.at(-1)?.text], [`${5 * maxLines}`, `${4 * maxLines + 2}`]);
  });

  test("finds lines by level, text and time, newest first", () => {
    const ring = new LogRing();
    ring.add({ atMs: 1, level: "info", text: "Bot added" });
    ring.add({ atMs: 2, level: "error", text: "Disk full" });
    ring.add({ atMs: 3, level: "warn", text: "Bot conflict" });
    const textsOf = (filter: Parameters<LogRing["find"]>[0], limit = 10) =>
      ring.find(filter, limit).map(({ text }) => text);
    assertEquals(textsOf({ level: "warn" }), ["Bot conflict", "Disk full"]);
    assertEquals(textsOf({ text: "bOt" }), ["Bot conflict", "Bot added"]);
    assertEquals(textsOf({ after: 2 }), ["Bot conflict"]);
    assertEquals(textsOf({}, 1), ["Bot conflict"]);
  });
});

describe("a logger that keeps lines", () => {
  test("keeps no token, key or password, and passes every line on", () => {
    const ring = new LogRing();
    const heard: string[] = [];
    const logger = keepLines({ ...silentLogger, warn: (message) => heard.push(message) }, ring, () => 7);
    const token = "123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    logger.warn(`Called /bot${token}/getMe`, {
      url: "https://ada:secret@example.org",
      error: new Error(token),
    });
    logger.debug("quiet");
    const [line] = ring.find({}, 10);
    assertEquals([line?.level, line?.atMs, ring.find({}, 10).length], ["warn", 7, 1]);
    assert(!/AAAAA|ada:secret/.test(line?.text ?? ""), line?.text);
    assert(line?.text.includes("123456:***") && heard.length === 1);
  });

  test("keeps a line break in a value on one line", () => {
    const ring = new LogRing();
    keepLines(silentLogger, ring, () => 0).error("Broken", { why: "a\n2027 ERROR forged" });
    assertEquals(ring.find({}, 10)[0]?.text, 'Broken why="a\\n2027 ERROR forged"');
  });
});
