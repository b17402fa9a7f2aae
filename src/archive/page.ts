/** A part of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Asks for the next part; `undefined` at the end. */
  readonly next: string | undefined;
}

/** Which part of a list is wanted. */
export interface PageRequest {
  /** `next` of the page before; absent for the first one. */
  readonly cursor?: string | undefined;
  /** 1 to 100 items; 50 unless said otherwise. */
  readonly limit?: number | undefined;
}

const defaultLimit = 50;
const maxLimit = 100;

/** How many items a page has. */
export function pageLimit({ limit = defaultLimit }: PageRequest): number {
  return Math.min(Math.max(Math.trunc(limit) || 1, 1), maxLimit);
}

/** A cursor that holds a place in a list. */
export function toCursor(...place: readonly (number | string)[]): string {
  return place.map((part) => encodeURIComponent(part)).join("~");
}

/**
 * The place in a cursor.
 *
 * @param count how many parts it has; `undefined` stands for no cursor
 * @throws {RangeError} when it is not one of this kind of list.
 */
export function fromCursor(cursor: string | undefined, count: number): readonly string[] | undefined {
  if (cursor === undefined) return undefined;
  const parts = cursor.split("~");
  if (parts.length !== count) {
    throw new RangeError("Cannot go on in this list: the cursor is not one of its own");
  }
  return parts.map(decodePart);
}

/** A number in a cursor. @throws {RangeError} when it is invalid. */
export function cursorNumber(part: string | undefined): number {
  const value = Number(part);
  if (part === "" || !Number.isSafeInteger(value)) {
    throw new RangeError("Cannot go on in this list: the cursor is not one of its own");
  }
  return value;
}

/** A page of `found`, of which one more than the page holds was looked for. */
export function toPage<T>(found: readonly T[], limit: number, cursorOf: (last: T) => string): Page<T> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: found.length > limit && last !== undefined ? cursorOf(last) : undefined };
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new RangeError("Cannot go on in this list: the cursor is not one of its own");
  }
}
