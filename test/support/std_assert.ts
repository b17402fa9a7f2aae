/**
 * The part of `@std/assert` that the tests use, on top of `node:assert`. Where JSR can be reached, point the two
 * `@std/assert` entries (deno.json, tsconfig.json) at the real package instead.
 */
import nodeAssert from "node:assert/strict";

export function assert(condition: unknown, message?: string): asserts condition {
  nodeAssert.ok(condition, message ?? "Expected a true value");
}

export function assertEquals<T>(actual: T, expected: T, message?: string): void {
  explained(message, () => nodeAssert.deepStrictEqual(actual, expected));
}

export function assertNotEquals<T>(actual: T, expected: T, message?: string): void {
  explained(message, () => nodeAssert.notDeepStrictEqual(actual, expected));
}

export function assertStrictEquals<T>(actual: T, expected: T, message?: string): void {
  explained(message, () => nodeAssert.strictEqual(actual, expected));
}

export function assertMatch(actual: string, expected: RegExp, message?: string): void {
  explained(message, () => nodeAssert.match(actual, expected));
}

export function assertNotMatch(actual: string, expected: RegExp, message?: string): void {
  explained(message, () => nodeAssert.doesNotMatch(actual, expected));
}

export function assertStringIncludes(actual: string, expected: string, message?: string): void {
  nodeAssert.ok(
    actual.includes(expected),
    message ?? `Expected ${JSON.stringify(actual)} to contain ${JSON.stringify(expected)}`,
  );
}

/** Puts the test's own words before those of the comparison. */
function explained(message: string | undefined, compare: () => void): void {
  try {
    compare();
  } catch (error) {
    if (message !== undefined && error instanceof Error) error.message = `${message}: ${error.message}`;
    throw error;
  }
}

// deno-lint-ignore no-explicit-any -- the shape of a class, as in the real package
type ErrorClass<E extends Error> = new (...args: any[]) => E;

/** The error that `work` throws, after checking its class and that its message holds `messagePart`. */
export function assertThrows<E extends Error = Error>(
  work: () => unknown,
  errorClass?: ErrorClass<E>,
  messagePart = "",
): E {
  let thrown: unknown;
  try {
    work();
  } catch (error) {
    thrown = error;
  }
  return checkThrown(thrown, errorClass, messagePart);
}

/** The error that `work` rejects with, after checking its class and that its message holds `messagePart`. */
export async function assertRejects<E extends Error = Error>(
  work: () => Promise<unknown>,
  errorClass?: ErrorClass<E>,
  messagePart = "",
): Promise<E> {
  let thrown: unknown;
  try {
    await work();
  } catch (error) {
    thrown = error;
  }
  return checkThrown(thrown, errorClass, messagePart);
}

function checkThrown<E extends Error>(
  thrown: unknown,
  errorClass: ErrorClass<E> | undefined,
  part: string,
): E {
  nodeAssert.ok(
    thrown instanceof (errorClass ?? Error),
    `Expected ${errorClass?.name ?? "Error"}, got ${String(thrown)}`,
  );
  assertStringIncludes(thrown.message, part);
  return thrown as E;
}
