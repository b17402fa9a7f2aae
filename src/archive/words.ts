/** Cutting text of any script into the words that are searched for. */

/** A word of a text, and its position, in UTF-16 units. */
interface Word {
  /** In the form in which words are compared. */
  readonly folded: string;
  readonly start: number;
  readonly end: number;
  /** Whether it is a sign that is a word by itself: an emoji, a symbol, or one of a script without spaces between words. */
  readonly isSign: boolean;
}

/** What somebody looks for: every phrase must occur. */
export interface Phrase {
  /** Words that stand side by side. */
  readonly words: readonly string[];
  /** Whether the last word may go on. */
  readonly isOpen: boolean;
}

/** Longer words are cut: a word of this length says enough. */
const maxWordLength = 64;
/** Longest row of signs behind a word that counts as one. */
const maxSuffixLength = 8;
/** More phrases than anybody types. */
const maxPhrases = 16;

const unspaced = ["Han", "Hiragana", "Katakana", "Bopomofo", "Thai", "Lao", "Khmer", "Myanmar", "Tibetan"]
  .map((script) => `\\p{scx=${script}}`).join("");
const sign = `(?=[\\p{L}\\p{N}])[${unspaced}]\\p{M}*`;
/** A picture with what changes its look: variation selectors, skin tones, tags of regional flags. */
const picture = "(?!\\p{L})[\\p{Emoji_Presentation}\\p{Extended_Pictographic}]" +
  "[\\u{FE0E}\\u{FE0F}\\u{E0020}-\\u{E007F}\\p{Emoji_Modifier}]*";
/** What people see as one emoji: a flag, or pictures that are joined. */
const emoji = `\\p{RI}\\p{RI}|${picture}(?:\\u{200D}${picture})*`;
/** Symbols that are words; those of ASCII mean something only behind a word, as in C++ and C#. */
const symbol = `(?![\\0-\\x7f])\\p{S}|[#*]\\u{FE0F}?\\u{20E3}|(?<=[\\p{L}\\p{N}])[+#]{1,${maxSuffixLength}}`;
const plain = "[\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}]*";
const wordPattern = new RegExp(
  `(${emoji}|${symbol}|${sign})|(?!${sign})[\\p{L}\\p{N}](?:(?!${sign})[\\p{L}\\p{N}\\p{M}])*`,
  "gu",
);
const hasUnspaced = new RegExp(`[${unspaced}]`, "u");
/** Most text is this; it needs no look at every sign. */
const plainPattern = new RegExp(`(${emoji}|${symbol})|${plain}`, "gu");
/** The parts of an emoji that are words: a flag, a picture, a skin tone. */
const emojiPart = /\p{RI}\p{RI}|\p{Emoji_Presentation}|\p{Extended_Pictographic}/gu;

/**
 * The words of `text`. Scripts without spaces between words (Chinese, Japanese, Thai and their like) give one word for
 * each sign, so that any part of a sentence is found as a row of signs. An emoji gives one word for each picture it is
 * made of, and one for its skin tone: a thumb is found in every colour, a coloured one in its own. All of them are
 * marked where any is found, since parts of an emoji cannot be shown apart.
 */
export function readWords(text: string): Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(hasUnspaced.test(text) ? wordPattern : plainPattern)) {
    const [found, aloneStanding] = match;
    const place = {
      start: match.index,
      end: match.index + found.length,
      isSign: aloneStanding !== undefined,
    };
    const parts = aloneStanding?.match(emojiPart);
    for (const part of parts ?? [found]) {
      words.push({ folded: place.isSign ? foldSign(part) : foldWord(part), ...place });
    }
  }
  return words;
}

/** The words of `text` with one space between them: what is put into the index. */
export function foldText(text: string): string {
  return foldSimply(text) ?? readWords(text).map(({ folded }) => folded).join(" ");
}

/** Variation selectors: whether an emoji is drawn in colour. */
const looks = /[\ufe0e\ufe0f]/g;

/** What a UTF-16 unit is to {@linkcode foldSimply}; 0 while nobody asked. */
const unit = { between: 1, mark: 2, folded: 3, unfolded: 4, symbol: 5, suffix: 6, other: 7 };
const units = new Uint8Array(0x10000);
const isOfWord = /[\p{L}\p{N}\p{M}]/u;
const isSymbol = /(?![\0-\x7f])\p{S}|\p{Extended_Pictographic}/u;
/** Signs that make one of several: halves of flags, and the frame of a keycap. */
const isJoined = /\p{RI}|\u20e3/u;
/** Parts of Korean syllables. */
const conjoining = /[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]/;

/**
 * {@linkcode foldText} of letters that stand alone, as those of European scripts do, unit by unit: engines take some
 * ten times longer to find words by properties of Unicode. `undefined` for all other text.
 */
function foldSimply(text: string): string | undefined {
  let words = "";
  let start = -1;
  let isFolded = true;
  for (let index = 0; index <= text.length; index++) {
    const code = text.charCodeAt(index);
    const kind = index === text.length ? unit.between : units[code]! || (units[code] = kindOf(code));
    if (kind === unit.folded || kind === unit.unfolded) {
      if (start < 0) start = index;
      if (kind === unit.unfolded) isFolded = false;
      continue;
    }
    const sign = kind >= unit.symbol ? signAt(text, index, kind, start) : "";
    if (sign === undefined || (kind === unit.mark && start >= 0)) return undefined;
    if (start >= 0) {
      const word = text.slice(start, Math.min(index, start + maxWordLength));
      words += (words === "" ? "" : " ") + (isFolded ? word : fold(word));
    }
    start = -1;
    isFolded = true;
    if (sign === "") continue;
    words += (words === "" ? "" : " ") + foldSign(sign);
    index += sign.length - 1;
  }
  return words;
}

/** What is a word by itself at `index`, where a word ends that begins at `start`; `undefined` for what is not simple. */
function signAt(text: string, index: number, kind: number, start: number): string | undefined {
  if (kind === unit.symbol) return text[index];
  if (kind === unit.suffix) {
    return start < 0 ? "" : /^[+#]+/.exec(text.slice(index, index + maxSuffixLength))?.[0];
  }
  const sign = text.slice(index, index + (text.codePointAt(index)! > 0xffff ? 2 : 1));
  if (isOfWord.test(sign) || isJoined.test(sign)) return undefined;
  return isSymbol.test(sign) ? sign : "";
}

function kindOf(code: number): number {
  const sign = String.fromCharCode(code);
  // Halves of a sign, signs that are words of their own, and letters that melt into one.
  if (code >= 0xd800 && code < 0xe000 || hasUnspaced.test(sign) || conjoining.test(sign)) return unit.other;
  if (isJoined.test(sign)) return unit.other;
  if (sign === "+" || sign === "#") return unit.suffix;
  if (/\p{M}/u.test(sign)) return unit.mark;
  if (!isOfWord.test(sign)) return isSymbol.test(sign) ? unit.symbol : unit.between;
  return fold(sign) === sign ? unit.folded : unit.unfolded;
}

/**
 * What a person's text looks for. Words are compared without regard to case, in every script; accents count. What
 * stands together without a space (`foo@bar.example`) must be found together. The last word, when it has four letters or
 * more, may be the beginning of one. No sign has a meaning of its own: `%`, `*` and quotes only separate words.
 */
export function readPhrases(text: string): Phrase[] {
  const phrases = text.split(/\s+/u).map(readWords).filter((words) => words.length > 0).slice(0, maxPhrases);
  return phrases.map((words, index) => ({
    words: words.map(({ folded }) => folded),
    isOpen: index === phrases.length - 1 && isLongEnough(words.at(-1)),
  }));
}

/** Fewer letters begin so many words that looking all of them up takes too long. */
const minPrefixLength = 4;

function isLongEnough(word: Word | undefined): boolean {
  return word !== undefined && !word.isSign && word.folded.length >= minPrefixLength;
}

/** Where the phrases occur in `text`: starts and ends in UTF-16 units, ascending, not overlapping. */
export function findPhrases(
  text: string,
  phrases: readonly Phrase[],
): (readonly [start: number, end: number])[] {
  const words = readWords(text);
  const found: [number, number][] = [];
  for (let index = 0; index < words.length;) {
    const length = phrases.reduce(
      (max, phrase) => Math.max(max, isAt(words, index, phrase) ? phrase.words.length : 0),
      0,
    );
    const last = words[index + length - 1];
    // Words that are parts of one emoji stand at one place.
    if (length > 0 && last !== undefined && last.end > (found.at(-1)?.[1] ?? 0)) {
      found.push([words[index]!.start, last.end]);
    }
    index += Math.max(length, 1);
  }
  return found;
}

function isAt(words: readonly Word[], index: number, { words: wanted, isOpen }: Phrase): boolean {
  return wanted.every((word, offset) => {
    const folded = words[index + offset]?.folded;
    return isOpen && offset === wanted.length - 1 ? folded?.startsWith(word) === true : folded === word;
  });
}

/** A sign as it is compared: its looks do not count. The index takes signs of ASCII for space, so they are made wide. */
function foldSign(sign: string): string {
  return /^[\p{L}\p{N}]/u.test(sign)
    ? foldWord(sign)
    : sign.replace(looks, "").replace(/[+#*]/g, (ascii) => String.fromCharCode(ascii.charCodeAt(0) + 0xfee0));
}

function foldWord(word: string): string {
  return fold(word.length > maxWordLength ? word.slice(0, maxWordLength) : word);
}

/** Case and the several codings of a sign do not count; a Greek sigma is one, and so is a Turkish I. */
function fold(word: string): string {
  // Plain letters and digits are what most words are made of.
  if (/^[a-z0-9]+$/.test(word)) return word;
  return word.normalize("NFKC").toLowerCase().replaceAll("ς", "σ").replaceAll("i\u0307", "i").replace(
    looks,
    "",
  );
}
