import { assertEquals, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import { streamText } from "../../../src/http/api/text_stream.ts";

describe("streamText()", () => {
  test("creates a piece only once the previous one is read, and ends with the last", async () => {
    const asked: number[] = [];
    const stream = streamText({ text: "a", next: 1 }, (next: number) => {
      asked.push(next);
      return Promise.resolve({ text: String(next), next: next < 3 ? next + 1 : undefined });
    });
    const reader = stream.getReader();
    const seen: string[] = [];
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      seen.push(`${new TextDecoder().decode(read.value)} after ${asked.length}`);
    }
    assertEquals(seen, ["a after 0", "1 after 1", "2 after 2", "3 after 3"]);
  });

  test("is empty when there are no pieces", async () => {
    const stream = streamText({ text: "", next: undefined }, () => Promise.reject(new Error("Not asked")));
    assertEquals(await new Response(stream).text(), "");
  });

  test("breaks off when a piece cannot be created", async () => {
    const stream = streamText({ text: "a", next: 1 }, () => Promise.reject(new Error("No disk")));
    await assertRejects(() => new Response(stream).text());
  });
});
