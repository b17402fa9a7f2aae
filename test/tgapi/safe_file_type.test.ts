import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { safeFileType } from "../../src/tgapi/files/safe_file_type.ts";

function typeOf(start: string): string {
  return safeFileType(Uint8Array.from(start, (character) => character.charCodeAt(0))).contentType;
}

describe("safeFileType()", () => {
  const known: [start: string, type: string][] = [
    ["\xff\xd8\xff\xe0", "image/jpeg"],
    ["\x89PNG\r\n\x1a\n", "image/png"],
    ["GIF89a", "image/gif"],
    ["RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"],
    ["\x00\x00\x00\x18ftypmp42", "video/mp4"],
    ["\x00\x00\x00\x18ftypM4A ", "audio/mp4"],
    ["\x1a\x45\xdf\xa3", "video/webm"],
    ["OggS\x00", "audio/ogg"],
    ["ID3\x04", "audio/mpeg"],
  ];
  for (const [start, type] of known) test(`tells ${type}`, () => assertEquals(typeOf(start), type));

  test("tells nothing of what a browser could run, or of what is too short", () => {
    const unsafe = [
      "<html>",
      "<?xml version='1.0'?><svg/>",
      "%PDF-1.7",
      "GIF8<script>",
      "\x1f\x8b",
      "",
      "RIFF",
      "ID",
    ];
    for (const start of unsafe) assertEquals(typeOf(start), "application/octet-stream", start);
  });
});
