/**
 * Levels of arrays and objects in JSON from outside that are looked into. The Bot API needs some twenty; whoever walks
 * over values by recursion is safe below this.
 */
export const maxJsonLevels = 128;

const quote = 0x22;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Whether JSON text is nested deeper than this many levels. One pass, without recursion and without building values. */
export function isNestedDeeper(text: string, maxLevels: number): boolean {
  return findTooDeep(text, 0, maxLevels, 0) >= 0;
}

/**
 * JSON text in which every array and object below `maxLevels` levels is `null`; the same text when there is none. One
 * pass, without recursion. Text that is no JSON may become other text that is none.
 */
export function cutNesting(text: string, maxLevels: number): string {
  let start = findTooDeep(text, 0, maxLevels, 0);
  if (start < 0) return text;
  const pieces: string[] = [];
  let index = 0;
  while (start >= 0) {
    const end = findEnd(text, start);
    pieces.push(text.slice(index, start), "null");
    index = end;
    start = findTooDeep(text, end, maxLevels, maxLevels);
  }
  pieces.push(text.slice(index));
  return pieces.join("");
}

/** Index of the first bracket or brace from `index` on that opens a level beyond `maxLevels`; -1 for none. */
function findTooDeep(text: string, index: number, maxLevels: number, level: number): number {
  // Every level has two characters at least.
  if (level === 0 && text.length <= 2 * maxLevels) return -1;
  for (; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case quote:
        index = endOfString(text, index);
        break;
      case openBracket:
      case openBrace:
        if (level === maxLevels) return index;
        level++;
        break;
      case closeBracket:
      case closeBrace:
        level--;
        break;
    }
  }
  return -1;
}

/** Index behind the array or object that opens at `start`; the end of the text when it is not closed. */
function findEnd(text: string, start: number): number {
  let level = 0;
  for (let index = start; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case quote:
        index = endOfString(text, index);
        break;
      case openBracket:
      case openBrace:
        level++;
        break;
      case closeBracket:
      case closeBrace:
        level--;
        if (level === 0) return index + 1;
        break;
    }
  }
  return text.length;
}

/** Index of the quote that closes the string that opens at `start`; the last index when it is not closed. */
function endOfString(text: string, start: number): number {
  for (let index = start;;) {
    index = text.indexOf('"', index + 1);
    if (index < 0) return text.length - 1;
    let backslashes = 0;
    while (text.charCodeAt(index - 1 - backslashes) === backslash) backslashes++;
    if (backslashes % 2 === 0) return index;
  }
}
