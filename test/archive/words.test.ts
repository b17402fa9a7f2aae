import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { findPhrases, foldText, readPhrases, readWords } from "../../src/archive/words.ts";
import { createRandom } from "../support/random.ts";

describe("foldText()", () => {
  const cases: readonly (readonly [title: string, text: string, words: string])[] = [
    ["drops what stands between words", "Hello, world! (50%)", "hello world 50"],
    ["knows no case in Cyrillic", "ПРИВЕТ Мир", "привет мир"],
    ["knows no case in Greek, sigma included", "ΟΔΟΣ", "οδοσ"],
    ["knows no case in Turkish", "İstanbul", "istanbul"],
    ["keeps accents", "café naïve", "café naïve"],
    ["takes both codings of an accent for one", "cafe\u0301", "café"],
    ["takes full-width letters for plain ones", "ＡＢＣ", "abc"],
    ["gives each sign of Chinese a word of its own", "我爱北京", "我 爱 北 京"],
    ["and of Japanese, the long vowel included", "コーヒー", "コ ー ヒ ー"],
    ["and of Thai, with its marks", "ที่นี่", "ที่ นี่"],
    ["keeps Korean words, which have spaces", "안녕하세요 여러분", "안녕하세요 여러분"],
    ["keeps Hindi words with their signs", "नमस्ते दुनिया", "नमस्ते दुनिया"],
    ["cuts mixed text where the script changes", "iPhone手机15", "iphone 手 机 15"],
    ["gives nothing for signs alone", "% \" ' * — + #", ""],
    ["nor for a mark that no letter bears", "! \u0301", ""],
    ["gives each emoji a word of its own", "paid💶 in cash👍👍", "paid 💶 in cash 👍 👍"],
    ["drops the variation selector of an emoji", "❤️ ❤ 1️⃣", "❤ ❤ 1⃣"],
    ["takes a joined emoji apart", "👩🏽‍🚀❤️‍🔥", "👩 🏽 🚀 ❤ 🔥"],
    ["keeps the halves of a flag together", "🇩🇪🇪🇸🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🇩🇪 🇪🇸 🏴"],
    ["keeps what belongs to the name of a language", "C++ c# + #tag", "c ＋＋ c ＃ tag"],
    ["gives symbols beyond ASCII words of their own", "5€ → ∞", "5 € → ∞"],
    ["knows letters beyond the first plane", "\u{1d400}bc \u{10400}", "abc \u{10428}"],
    ["puts Korean syllables together", "\u1112\u1161\u11ab", "한"],
    ["cuts what is too long for a word", "Я".repeat(100), "я".repeat(64)],
  ];
  for (const [title, text, words] of cases) {
    test(title, () => assertEquals(foldText(text), /[＋＃]/.test(words) ? words : words.normalize("NFKC")));
  }
});

test("a text is indexed by just the words that are looked for in it", () => {
  const random = createRandom(1);
  const special = [
    "+",
    "#",
    "\u200d",
    "\ufe0f",
    "\u20e3",
    "🇩",
    "🇪",
    "👍",
    "🏽",
    "❤",
    "ℹ",
    "™",
    "\ud83d",
    "1",
    "a",
  ];
  const anySign = () =>
    random() < 0.3
      ? special[Math.floor(random() * special.length)]!
      : String.fromCodePoint(Math.floor(random() ** 4 * 0x1fff0) + 1);
  for (let round = 0; round < 20_000; round++) {
    const text = Array.from({ length: 6 }, anySign).join("");
    assertEquals(foldText(text), readWords(text).map(({ folded }) => folded).join(" "), JSON.stringify(text));
  }
});

describe("readPhrases()", () => {
  test("keeps adjacent words together", () => {
    assertEquals(readPhrases("ann@mail.example now"), [
      { words: ["ann", "mail", "example"], isOpen: false },
      { words: ["now"], isOpen: false },
    ]);
  });

  test("gives quotes and operators no meaning", () => {
    assertEquals(readPhrases('"a" AND NOT* plan'), [
      { words: ["a"], isOpen: false },
      { words: ["and"], isOpen: false },
      { words: ["not"], isOpen: false },
      { words: ["plan"], isOpen: true },
    ]);
  });

  test("does not let a single sign of Chinese go on", () => {
    assertEquals(readPhrases("北京"), [{ words: ["北", "京"], isOpen: false }]);
  });
});

describe("findPhrases()", () => {
  test("returns offsets in the original text", () => {
    const text = "😀 ПРИВЕТ, Cafe\u0301 и 北京市";
    const found = findPhrases(text, [
      ...readPhrases("привет"),
      ...readPhrases("北京"),
      ...readPhrases("café"),
    ]);
    assertEquals(found.map(([start, end]) => text.slice(start, end)), ["ПРИВЕТ", "Cafe\u0301", "北京"]);
  });

  test("finds the beginning of a word for the last word only", () => {
    const found = findPhrases("hello hells", readPhrases("hell"));
    assertEquals(found, [[0, 5], [6, 11]]);
  });
});
