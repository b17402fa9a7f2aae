import Type, { type TArray, type TInteger } from "typebox";
import { findNearest } from "../../base/nearest.ts";
import { type RawValue, ValueError, type ValueKind } from "../../base/value_kind.ts";
import { isKnownKind, updateKinds } from "../../telegram/update_kinds.ts";

const { MAX_SAFE_INTEGER: maxInteger, MIN_SAFE_INTEGER: minInteger } = Number;
/** Maximum ids of a list. */
const maxIds = 1_000;

/** Chats; groups and channels have negative ids. */
export const ChatIds: TArray<TInteger> = Type.Array(
  Type.Integer({ minimum: minInteger, maximum: maxInteger }),
  {
    minItems: 1,
    maxItems: maxIds,
  },
);
/** Users or topics. */
export const PositiveIds: TArray<TInteger> = Type.Array(Type.Integer({ minimum: 1, maximum: maxInteger }), {
  minItems: 1,
  maxItems: maxIds,
});

/** Ids may be texts, so that they can come from the environment. */
const Id = Type.Union([Type.Integer(), Type.String()]);

/** The id of a chat (negative for groups and channels). */
export const chatIdKind: ValueKind<number> = {
  placeholder: "ID,ID",
  schema: Id,
  parse: (value) => parseId(value, (id) => id !== 0, "the number of a chat, such as -1001234567890"),
};

/** The id of a topic or a user. */
export const positiveIdKind: ValueKind<number> = {
  placeholder: "ID,ID",
  schema: Id,
  parse: (value) => parseId(value, (id) => id > 0, "a whole number above 0"),
};

/** The name of a kind of update. */
export const updateKindKind: ValueKind<string> = {
  placeholder: "KIND,KIND",
  schema: Type.String(),
  parse: parseUpdateKind,
};

/** The name of a method, or the beginnings and ends of several. */
export const methodPattern = /^[A-Za-z*]{1,64}$/;

/** The name of a method, with `*` for any letters; kept in lower case. */
export const methodPatternKind: ValueKind<string> = {
  placeholder: "NAME,NAME",
  schema: Type.String(),
  parse(value) {
    const name = String(value);
    if (!methodPattern.test(name)) throw new ValueError("the name of a method, such as sendMessage or send*");
    return name.toLowerCase();
  },
};

function parseId(value: RawValue, accepts: (id: number) => boolean, expected: string): number {
  const id = typeof value === "number" ? value : /^-?\d+$/.test(String(value).trim()) ? Number(value) : NaN;
  if (Number.isSafeInteger(id) && accepts(id)) return id;
  throw new ValueError(expected);
}

function parseUpdateKind(name: RawValue): string {
  const kind = String(name).trim().toLowerCase();
  if (isKnownKind(kind)) return kind;
  const nearest = findNearest(kind, updateKinds);
  throw new ValueError(
    nearest === undefined ? `one of ${updateKinds.join(", ")}` : `a kind of update; ${nearest} is one`,
  );
}
