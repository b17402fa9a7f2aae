import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { readProfilePhoto } from "../../src/telegram/profile_photo.ts";

const size = (file_id: string, width: number) => ({ file_id, width, height: width });

describe("readProfilePhoto()", () => {
  test("chooses the smallest sufficient size of the latest photo", () => {
    const latest = [size("large", 640), size("tiny", 90), size("small", 160)];
    assertEquals(readProfilePhoto({ total_count: 2, photos: [latest, [size("older", 160)]] }), "small");
  });

  test("chooses the largest when all are small", () => {
    assertEquals(readProfilePhoto({ photos: [[size("b", 90), size("a", 40)]] }), "b");
  });

  test("finds nothing without a photo, or where the file id is invalid", () => {
    for (
      const result of [{ total_count: 0, photos: [] }, { photos: [[]] }, {}, null, {
        photos: [[size("../x", 160)]],
      }]
    ) {
      assertEquals(readProfilePhoto(result), "");
    }
  });
});
