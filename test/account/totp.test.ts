import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { describe, test } from "node:test";
import {
  createTotpSecret,
  findTotpStep,
  toBase32,
  toTotpUri,
  totpAt,
  totpSecretPattern,
  totpStepAt,
} from "../../src/account/totp.ts";
import { encodeUtf8 } from "../../src/base/bytes.ts";

const secret = toBase32(encodeUtf8("12345678901234567890"));

describe("one-time codes", () => {
  test("match RFC 6238, appendix B", () => {
    const vectors: [number, string][] = [
      [59, "94287082"],
      [1_111_111_109, "07081804"],
      [1_111_111_111, "14050471"],
      [1_234_567_890, "89005924"],
      [2_000_000_000, "69279037"],
      [20_000_000_000, "65353130"],
    ];
    for (const [sec, code] of vectors) assertEquals(totpAt(secret, totpStepAt(sec * 1000), 8), code);
  });

  test("of the previous and next time step are accepted, others are not", () => {
    const nowMs = 1_700_000_000_000;
    const step = totpStepAt(nowMs);
    const found = [-2, -1, 0, 1, 2].map((difference) =>
      findTotpStep(secret, totpAt(secret, step + difference), nowMs)
    );
    assertEquals(found, [undefined, step - 1, step, step + 1, undefined]);
  });

  test("that are not six digits are refused", () => {
    for (const code of ["", "12345", "1234567", "abcdef", "１２３４５６"]) {
      assertEquals(findTotpStep(secret, code, 59_000), undefined);
    }
  });

  test("have secrets that authenticator apps can read", () => {
    const made = createTotpSecret();
    assertMatch(made, totpSecretPattern);
    assertEquals(made.length, 32);
    assertStringIncludes(toTotpUri("ada@home", made), `otpauth://totp/BotMux:ada%40home?secret=${made}`);
  });

  test("encode base32 as RFC 4648, section 10 does", () => {
    const vectors = ["", "MY", "MZXQ", "MZXW6", "MZXW6YQ", "MZXW6YTB", "MZXW6YTBOI"];
    assertEquals(vectors.map((_, length) => toBase32(encodeUtf8("foobar".slice(0, length)))), vectors);
  });
});
