const whiteSpaceAround = /^[\t ]+|[\t ]+$/g;

/**
 * Items of a comma-separated value, in lower case, empty ones included (RFC 9110 5.6.1). Only spaces and tabs around them
 * are taken away: `trim()` would take a no-break space too, and find a coding where other readers find none.
 */
export function toListItems(value: string): string[] {
  return value.toLowerCase().split(",").map((item) => item.replace(whiteSpaceAround, ""));
}
