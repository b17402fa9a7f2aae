import type { FormattedText } from "./formatted_text.ts";

/** Marks that turn or overlay the text around them, and carriage returns: Telegram takes them out. */
const removed = /[\r\u2028-\u202e\u0333\u033f\u030a]/g;
/** Telegram makes spaces of them; line feeds stay. */
// deno-lint-ignore no-control-regex -- control characters are what is looked for
const spaced = /[\0-\t\v\f\x0e-\x1f]/g;
/** Signs that show nothing, as tdlib's `is_empty_string` counts them. */
const invisible = /^[\s\u00a0\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc]*$/;

/** A text as Telegram keeps it (tdlib's `clean_input_string`): control characters are spaces, some signs are gone. */
export function cleanText(text: string): string {
  return text.replace(spaced, " ").replace(removed, "");
}

/** The same for a text with entities, which move and shrink with it. */
export function cleanFormatted({ text, entities }: FormattedText): FormattedText {
  const gone = [...text.matchAll(removed)].map(({ index }) => index);
  const move = (offset: number) => offset - countBelow(gone, offset);
  const moved = entities.map((entity) => {
    const start = move(entity.offset);
    return { ...entity, offset: start, length: move(entity.offset + entity.length) - start };
  });
  return { text: cleanText(text), entities: moved.filter(({ length }) => length > 0) };
}

/** Whether a text shows nothing: Telegram sends none like it. */
export function isInvisible(text: string): boolean {
  return invisible.test(text);
}

/** How many of `sorted` numbers are less than `limit`. */
function countBelow(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
