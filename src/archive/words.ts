/** Cutting text of any script into the words that are searched for. */

/** A word of a text, and where it stands, in UTF-16 units. */
export interface Word {
  /** In the form in which words are compared. */
  readonly folded: string;
  readonly start: number;
  readonly end: number;
  /** Whether it is one sign of a script that puts no spaces between words. */
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
const longestWord = 64;
/** More phrases than anybody types. */
const mostPhrases = 16;

const unspaced = ["Han", "Hiragana", "Katakana", "Bopomofo", "Thai", "Lao", "Khmer", "Myanmar", "Tibetan"]
  .map((script) => `\\p{scx=${script}}`).join("");
const sign = `(?=[\\p{L}\\p{N}])[${unspaced}]\\p{M}*`;
const wordPattern = new RegExp(
  `(${sign})|(?!${sign})[\\p{L}\\p{N}](?:(?!${sign})[\\p{L}\\p{N}\\p{M}])*`,
  "gu",
);
const hasUnspaced = new RegExp(`[${unspaced}]`, "u");
/** Most text is this; it needs no look at every sign. */
const plainPattern = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;

/**
 * The words of `text`. Scripts without spaces between words (Chinese, Japanese, Thai and their like) give one word for
 * each sign, so that any part of a sentence is found as a row of signs.
 */
export function readWords(text: string): Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(hasUnspaced.test(text) ? wordPattern : plainPattern)) {
    const [found, unspacedSign] = match;
    words.push({
      folded: foldWord(found),
      start: match.index,
      end: match.index + found.length,
      isSign: unspacedSign !== undefined,
    });
  }
  return words;
}

/** The words of `text` with one space between them: what is put into the index. */
export function foldText(text: string): string {
  return foldSimply(text) ?? readWords(text).map(({ folded }) => folded).join(" ");
}

/** What a UTF-16 unit is to {@linkcode foldSimply}; 0 while nobody asked. */
const unit = { between: 1, mark: 2, folded: 3, unfolded: 4, other: 5 };
const units = new Uint8Array(0x10000);
const isOfWord = /[\p{L}\p{N}\p{M}]/u;
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
    if (kind === unit.other && isOfWord.test(text.slice(index, index + 2))) return undefined;
    if (start < 0) continue;
    if (kind === unit.mark) return undefined;
    const word = text.slice(start, Math.min(index, start + longestWord));
    words += (words === "" ? "" : " ") + (isFolded ? word : fold(word));
    start = -1;
    isFolded = true;
  }
  return words;
}

function kindOf(code: number): number {
  const sign = String.fromCharCode(code);
  // Halves of a sign, signs that are words of their own, and letters that melt into one.
  if (code >= 0xd800 && code < 0xe000 || hasUnspaced.test(sign) || conjoining.test(sign)) return unit.other;
  if (/\p{M}/u.test(sign)) return unit.mark;
  if (!isOfWord.test(sign)) return unit.between;
  return fold(sign) === sign ? unit.folded : unit.unfolded;
}

/**
 * What a person's text looks for. Words are compared without regard to case, in every script; accents count. What
 * stands together without a space (`foo@bar.example`) must be found together. The last word, when it has four letters or
 * more, may be the beginning of one. No sign has a meaning of its own: `%`, `*` and quotes only separate words.
 */
export function readPhrases(text: string): Phrase[] {
  const phrases = text.split(/\s+/u).map(readWords).filter((words) => words.length > 0).slice(0, mostPhrases);
  return phrases.map((words, index) => ({
    words: words.map(({ folded }) => folded),
    isOpen: index === phrases.length - 1 && isLongEnough(words.at(-1)),
  }));
}

/** Fewer letters begin so many words that looking all of them up takes too long. */
const shortestBeginning = 4;

function isLongEnough(word: Word | undefined): boolean {
  return word !== undefined && !word.isSign && word.folded.length >= shortestBeginning;
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
      (most, phrase) => Math.max(most, isAt(words, index, phrase) ? phrase.words.length : 0),
      0,
    );
    if (length > 0) found.push([words[index]!.start, words[index + length - 1]!.end]);
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

function foldWord(word: string): string {
  return fold(word.length > longestWord ? word.slice(0, longestWord) : word);
}

/** Case and the several codings of a sign do not count; a Greek sigma is one, and so is a Turkish I. */
function fold(word: string): string {
  // Plain letters and digits are what most words are made of.
  if (/^[a-z0-9]+$/.test(word)) return word;
  return word.normalize("NFKC").toLowerCase().replaceAll("ς", "σ").replaceAll("i\u0307", "i");
}
