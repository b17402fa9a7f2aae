import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { AnswerStream } from "../../src/wire/client/answer_stream.ts";

function setup() {
  const told: string[] = [];
  const stream = new AnswerStream({
    pause: () => void told.push("pause"),
    resume: () => void told.push("resume"),
    abandon: () => void told.push("abandon"),
  });
  return { stream, told };
}

describe("AnswerStream", () => {
  test("reads nothing ahead while its reader has a large piece", async () => {
    const { stream, told } = setup();
    stream.push(new Uint8Array(100_000));
    assertEquals((await stream.read())?.length, 100_000);
    assertEquals(told, ["pause"]);
    const next = stream.read();
    assertEquals(told, ["pause", "resume"]);
    stream.push(new Uint8Array(200_000));
    assertEquals((await next)?.length, 200_000);
    assertEquals(told, ["pause", "resume", "pause"]);
  });

  test("reads on while its reader has the last of some small pieces", async () => {
    const { stream, told } = setup();
    for (let count = 0; count < 4; count++) stream.push(new Uint8Array(20_000));
    assertEquals(told, ["pause"]);
    for (let count = 0; count < 3; count++) await stream.read();
    assertEquals(told, ["pause"]);
    await stream.read();
    assertEquals(told, ["pause", "resume"]);
  });
});
