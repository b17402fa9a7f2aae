/** The lines of a field that holds one thing on each; empty ones count for nothing. */
export function toLines(text: string): string[] {
  return text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== "");
}

/**
 * The numbers in a field, separated by anything that is no part of one. What is no whole number stays a text, so that
 * the endpoint says so.
 */
export function toIds(text: string): (number | string)[] {
  return text.split(/[\s,;]+/).filter((part) => part !== "").map((part) =>
    /^-?\d{1,16}$/.test(part) ? Number(part) : part
  );
}

/** A whole number in a field; anything else stays a text, so that the endpoint says so. */
export function toInteger(text: string): number | string {
  const trimmed = text.trim();
  return /^-?\d{1,16}$/.test(trimmed) ? Number(trimmed) : trimmed;
}

/** A number in a field, in units of `unit`; anything else stays a text, so that the endpoint says so. */
export function toMultiple(text: string, unit: number): number | string {
  const value = Number(text.trim().replace(",", "."));
  if (text.trim() === "" || Number.isNaN(value)) return text;
  return unit === 1 ? value : Math.round(value * unit);
}

/** The words in a field, separated by spaces, commas, semicolons or lines. */
export function toWords(text: string): string[] {
  return text.split(/[\s,;]+/).filter((word) => word !== "");
}

/** `Name: value` on each line, as a record. What has no colon becomes a name without a value. */
export function toHeaders(text: string): Record<string, string> {
  return Object.fromEntries(
    toLines(text).map((line) => {
      const colon = line.indexOf(":");
      return colon < 0 ? [line, ""] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
    }),
  );
}
