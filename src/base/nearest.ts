/**
 * The one of `choices` that `text` was probably meant to be; `undefined` when none is near. Near means at most a
 * third of its characters put in, left out or replaced, or one being the beginning of the other.
 */
export function findNearest(text: string, choices: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const choice of choices) {
    const distance = isBeginning(text, choice)
      // Typed in part, rather than with something behind it.
      ? choice.startsWith(text) ? 0 : 1
      : countEdits(text.toLowerCase(), choice.toLowerCase());
    if (distance < bestDistance && (isBeginning(text, choice) || distance <= Math.ceil(choice.length / 3))) {
      best = choice;
      bestDistance = distance;
    }
  }
  return best;
}

function isBeginning(text: string, choice: string): boolean {
  return text.length >= 3 && (choice.startsWith(text) || text.startsWith(choice));
}

/** Levenshtein's distance; cut off at 64 characters, because the time is the product of the lengths. */
function countEdits(left: string, right: string): number {
  const [from, to] = [left.slice(0, 64), right.slice(0, 64)];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
