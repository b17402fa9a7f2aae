/** A part of a JSON Schema, as far as it is looked at here. */
export interface SchemaPart {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxProperties?: number;
  readonly anyOf?: readonly SchemaPart[];
  readonly items?: SchemaPart;
  readonly properties?: Readonly<Record<string, SchemaPart>>;
  /** For members with names of any kind there is one pattern, which matches all. */
  readonly patternProperties?: Readonly<Record<string, SchemaPart>>;
}

const typeWords: Readonly<Record<string, string>> = {
  string: "a text in quotes",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  object: "an object in braces",
};

/** What a value must be for a schema to accept it, as in "a whole number from 1 to 9". */
export function describeExpected(part: SchemaPart): string {
  if (part.enum !== undefined) return `one of ${part.enum.join(", ")}`;
  if (part.anyOf !== undefined) return part.anyOf.map(describeExpected).join(" or ");
  if (part.pattern !== undefined) return `a text that matches ${part.pattern}`;
  if (part.minLength !== undefined) return "a text that is not empty";
  if (part.type === "array") {
    return `a list of ${part.minItems ?? 0} to ${part.maxItems ?? "any number of"} items`;
  }
  if (part.minimum !== undefined) {
    const { minimum, maximum = Infinity } = part;
    return `a whole number ${
      maximum < Number.MAX_SAFE_INTEGER ? `from ${minimum} to ${maximum}` : `of at least ${minimum}`
    }`;
  }
  if (part.maxProperties !== undefined) {
    return `an object in braces with at most ${part.maxProperties} members`;
  }
  return typeWords[part.type ?? ""] ?? "something else";
}
