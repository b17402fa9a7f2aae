import Type, { type Static } from "typebox";
import { type Fault, fault, type FieldFaultCode } from "../faults/fault.ts";
import { chatTypes } from "../telegram/chat_types.ts";
import { mediaKinds } from "../telegram/media_kinds.ts";
import { updateKinds } from "../telegram/update_kinds.ts";
import { createPattern, maxPatternLength, PatternError } from "./pattern.ts";
import { findWindowFault, TimeWindow } from "../base/time_window.ts";

/** How deep conditions may stand in each other; one without `all`, `any` and `not` is 1 deep. */
export const deepestCondition = 8;
/** Maximum conditions of a rule, those inside others counted. */
export const maxConditions = 100;
/** Maximum instructions all patterns of a rule compile to. */
const maxTotalInstructions = 600;

const maxListed = 1_000;

/** Ids may be texts, so that they can come from the environment. */
const Id = Type.Union([
  Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  Type.String({ pattern: "^[1-9][0-9]{0,15}$" }),
]);
const ChatId = Type.Union([
  Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
  Type.String({ pattern: "^-?[1-9][0-9]{0,15}$" }),
]);

function list<T extends Parameters<typeof Type.Array>[0]>(item: T, description: string) {
  return Type.Optional(Type.Array(item, { description, minItems: 1, maxItems: maxListed }));
}

/** What can be asked of an update itself. */
const leaves = {
  text: Type.Optional(Type.String({
    minLength: 1,
    maxLength: maxPatternLength,
    description:
      "Pattern (RE2 syntax) that is found in the text or caption; it knows no case unless it says (?-i)",
  })),
  commands: list(
    Type.String({ pattern: "^/?[A-Za-z0-9_]{1,32}$" }),
    "Commands the message begins with, such as start; one for another bot (/start@other_bot) is none",
  ),
  users: list(Id, "Users it comes from"),
  chats: list(ChatId, "Chats it happened in"),
  topics: list(Id, "Forum topics it happened in"),
  types: list(Type.Enum([...chatTypes]), "Types of the chat it happened in"),
  updates: list(Type.Enum([...updateKinds]), "Kinds of update"),
  media: Type.Optional(Type.Union([
    Type.Boolean(),
    Type.Array(Type.Enum([...mediaKinds]), { minItems: 1, maxItems: mediaKinds.length }),
  ], { description: "Whether the message has media, or which kinds of media" })),
  languages: list(
    Type.String({ pattern: "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$" }),
    "Languages of the sender's Telegram; pt is every kind of Portuguese, pt-br is one",
  ),
  premium: Type.Optional(Type.Boolean({ description: "Whether the sender has Telegram Premium" })),
  time: Type.Optional(TimeWindow),
};

const Inner = Type.Ref("Condition");

/**
 * Schema of a {@linkcode Condition}. It is recursive: a value from outside must have been through
 * {@linkcode isWithinBounds} before it is checked against it.
 */
export const ConditionSchema = Type.Cyclic({
  Condition: Type.Object({
    all: Type.Optional(Type.Array(Inner, {
      description: "Conditions that must all hold",
      minItems: 1,
      maxItems: maxConditions,
    })),
    any: Type.Optional(Type.Array(Inner, {
      description: "Conditions of which one must hold",
      minItems: 1,
      maxItems: maxConditions,
    })),
    not: Type.Optional(Inner),
    ...leaves,
  }, {
    title: "Condition",
    description: "What an update must be like; all members must hold",
    minProperties: 1,
    additionalProperties: false,
  }),
}, "Condition");

/** What an update must be like. All members must hold; of a list of values, one. */
export type Condition = Static<typeof ConditionSchema>;

/** A way into a condition: names of members and indices of items. */
export type ConditionPath = readonly (string | number)[];

/** What cannot be used in a condition. */
interface ConditionFault {
  readonly path: ConditionPath;
  readonly fault: Fault<FieldFaultCode>;
}

/** What is wrong with a condition that is too large. */
export const boundsFault: Fault<FieldFaultCode> = fault("field_conditions_too_large", {
  count: maxConditions,
  levels: deepestCondition,
});

/** Whether a value, of which nothing is known yet, is no larger than a condition may be; costs as much as that. */
export function isWithinBounds(value: unknown): boolean {
  let left = maxConditions;
  const visit = (node: unknown, depth: number): boolean => {
    if (typeof node !== "object" || node === null) return true;
    if (depth > deepestCondition || left-- <= 0) return false;
    const { all, any, not } = node as Condition; // Any object may be asked for its members.
    return [all, any].every((inner) =>
      !Array.isArray(inner) || inner.every((each) => visit(each, depth + 1))
    ) &&
      visit(not, depth + 1);
  };
  return visit(value, 1);
}

/** What the schema cannot see: the first fault of a condition that the schema has accepted, if any. */
export function findConditionFault(condition: Condition): ConditionFault | undefined {
  if (!isWithinBounds(condition)) return { path: [], fault: boundsFault };
  let instructions = 0;
  for (const [path, { text, time }] of walk(condition)) {
    if (text !== undefined) {
      const checked = checkPattern(text);
      if (typeof checked === "object") return { path: [...path, "text"], fault: checked };
      instructions += checked;
      if (instructions > maxTotalInstructions) {
        const count = maxTotalInstructions;
        return { path: [...path, "text"], fault: fault("field_patterns_too_large", { count }) };
      }
    }
    const found = time && findWindowFault(time);
    if (found !== undefined) return { path: [...path, "time", ...found.path], fault: found.fault };
  }
  return undefined;
}

/** The size of a pattern, or what is wrong with it. */
function checkPattern(source: string): number | Fault<FieldFaultCode> {
  try {
    return createPattern(source).programSize;
  } catch (error) {
    if (error instanceof PatternError) return error.fault;
    throw error;
  }
}

/** A condition and all inside it, each with its way there. */
function* walk(condition: Condition, path: ConditionPath = []): Generator<[ConditionPath, Condition]> {
  yield [path, condition];
  for (const name of ["all", "any"] as const) {
    for (const [index, inner] of (condition[name] ?? []).entries()) {
      yield* walk(inner, [...path, name, index]);
    }
  }
  if (condition.not !== undefined) yield* walk(condition.not, [...path, "not"]);
}
