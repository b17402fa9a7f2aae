import Type, { type TSchema } from "typebox";

/** What a setting can be given as, before it is understood: text of a flag or a variable, or a value of the file. */
export type RawValue = string | number | boolean;

/** How the values of a setting are written and read. */
export interface ValueKind<T> {
  /** Stands for the value in the help; empty for a switch. */
  readonly placeholder: string;
  /** What the file may hold. */
  readonly schema: TSchema;
  /**
   * Reads a value. Paths are taken relative to `baseDir`.
   *
   * @throws {ValueError} when it cannot be used.
   */
  parse(value: RawValue, baseDir: string): T;
}

/** A value that cannot be used; the message says what it must be, as in "a port from 0 to 65535". */
export class ValueError extends Error {
  override readonly name = "ValueError";
}

/** A switch: a flag without a value, or one of `true`, `1`, `yes`, `on` and their opposites. */
export const switchKind: ValueKind<boolean> = {
  placeholder: "",
  schema: Type.Boolean(),
  parse(value) {
    if (typeof value === "boolean") return value;
    const text = String(value).toLowerCase();
    if (["true", "1", "yes", "on"].includes(text)) return true;
    if (["false", "0", "no", "off"].includes(text)) return false;
    throw new ValueError("true or false");
  },
};

/** One of a few words. */
export function choiceKind<const T extends string>(choices: readonly T[]): ValueKind<T> {
  return {
    placeholder: choices.join("|"),
    schema: Type.Enum([...choices]),
    parse(value) {
      const found = choices.find((choice) => choice === value);
      if (found === undefined) throw new ValueError(`one of ${choices.join(", ")}`);
      return found;
    },
  };
}

/** A whole number. */
export function countKind(min: number, max: number): ValueKind<number> {
  return {
    placeholder: "NUMBER",
    // A text, so that it can come from the environment.
    schema: Type.Union([Type.Integer({ minimum: min, maximum: max }), Type.String()]),
    parse(value) {
      const count = /^\d+$/.test(String(value)) ? Number(value) : NaN;
      if (count >= min && count <= max) return count;
      const range = max < Number.MAX_SAFE_INTEGER ? `from ${min} to ${max}` : `of at least ${min}`;
      throw new ValueError(`a whole number ${range}`);
    },
  };
}

/** Any text but an empty one, read by `parse`. */
export function textKind<T>(
  placeholder: string,
  parse: (text: string, baseDir: string) => T,
): ValueKind<T> {
  return {
    placeholder,
    schema: Type.String(),
    parse(value, baseDir) {
      const text = String(value).trim();
      if (text === "") throw new ValueError("a text that is not empty");
      return parse(text, baseDir);
    },
  };
}
