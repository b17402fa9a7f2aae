import Type from "typebox";
import { switchKind } from "../../base/value_kind.ts";
import { spellMethodPattern } from "../../telegram/method_names.ts";
import { updateKinds } from "../../telegram/update_kinds.ts";
import {
  entity,
  internal,
  optional,
  type RecordOf,
  required,
  toSparseSchema,
  withDefault,
} from "./entity.ts";
import { momentAnswer, MomentMs } from "./moment.ts";
import { chatIdKind, ChatIds, methodPattern, methodPatternKind, updateKindKind } from "./list_items.ts";
import { chatTopicKind, ChatTopics } from "./scope_topics.ts";
import { placeKind, Places } from "./place.ts";

const kinds = { minItems: 1, maxItems: 100 };
const methods = { minItems: 1, maxItems: 500 };

/** The API shows methods as the Bot API's documentation spells them. */
const methodsAnswer = {
  schema: Type.Array(Type.String()),
  of: (patterns: readonly string[] | undefined) => patterns?.map(spellMethodPattern),
};

/** Maximum length of a label, in characters. */
export const maxLabelLength = 100;
/** A note of the owner's, on one line. */
export const Label = Type.String({ maxLength: maxLabelLength, pattern: "^[^\\u0000-\\u001f\\u007f]*$" });

/** What the bearer of an access token may do. What is absent limits nothing. */
export const accessScope = entity({
  /** In lower case. */
  methods: optional(Type.Array(Type.String(), methods), {
    description: "Only these methods may be called; `*` matches any letters",
    written: methodPatternKind,
    input: Type.Array(Type.String({ pattern: methodPattern.source }), methods),
    answer: methodsAnswer,
  }),
  /** In lower case. */
  deniedMethods: optional(Type.Array(Type.String(), methods), {
    description: "These methods may not be called, even if `methods` lists them",
    written: methodPatternKind,
    input: Type.Array(Type.String({ pattern: methodPattern.source }), methods),
    answer: methodsAnswer,
  }),
  readOnly: optional(Type.Boolean(), {
    description: "Only methods that read may be called, and those about the consumer's own webhook",
    written: switchKind,
  }),
  shadow: optional(Type.Boolean(), {
    description: "Sends are answered as if they had succeeded, but nothing is sent",
    written: switchKind,
  }),
  chats: optional(ChatIds, { description: "Only these chats may be written to", written: chatIdKind }),
  reads: optional(Places, {
    description: "Only the history of these chats and forum topics may be read over MCP",
    otherwise: "that of the chats that may be written to",
    written: placeKind,
  }),
  topics: optional(ChatTopics, {
    description: "In these chats, only these topics may be written to and seen; 1 is the General topic",
    written: chatTopicKind,
  }),
  updates: optional(Type.Array(Type.String(), kinds), {
    description: "Only these kinds of update are visible",
    written: updateKindKind,
    input: Type.Array(Type.Enum([...updateKinds]), kinds),
  }),
});

/** What the bearer of an access token may do; what limits nothing is left out. */
export type AccessScope = Partial<RecordOf<typeof accessScope>>;

/** A credential of BotMux's own that looks like a bot token; only its hash is kept. */
export const accessToken = entity({
  id: internal(required(Type.Integer({ minimum: 1 }), { answer: "value" })),
  botId: internal(required(Type.Integer())),
  consumerId: internal(required(Type.Integer())),
  label: withDefault(Label, { description: "A note, such as the program that uses it", default: "" }),
  /** SHA-256 of the whole token, lower-case hex. */
  hash: internal(required(Type.String())),
  /** The same of the text before the last rotation. */
  previousHash: internal(optional(Type.String())),
  /** Until when the text before the last rotation works. */
  previousUntilMs: internal(optional(MomentMs, {
    description: "Until when the text works that it had before it was rotated",
    wire: "previous_until",
    column: "previous_until",
    answer: momentAnswer,
  })),
  expiresAtMs: optional(MomentMs, {
    description: "When it stops working, as an ISO 8601 time or a time from now such as 30d",
    otherwise: "never",
    flag: "expires",
    placeholder: "TIME",
    input: Type.String({ format: "date-time" }),
    answer: momentAnswer,
  }),
  scope: internal(required(toSparseSchema(accessScope))),
  addedAtMs: internal(required(MomentMs, { answer: momentAnswer })),
});

/** A credential of BotMux's own that looks like a bot token. */
export type AccessToken = RecordOf<typeof accessToken>;

/** Whether an access token has expired at a moment. */
export function isExpired({ expiresAtMs }: Pick<AccessToken, "expiresAtMs">, nowMs: number): boolean {
  return expiresAtMs !== undefined && expiresAtMs <= nowMs;
}

/** What can be changed of an access token. Limits that are absent stay; those that are `undefined` are taken away. */
export type AccessTokenPatch = Partial<Pick<AccessToken, "label" | "expiresAtMs" | "scope">>;

/** An access token with what a patch says of it. */
export function patchedToken(before: AccessToken, patch: AccessTokenPatch): AccessToken {
  const limits = Object.entries({ ...before.scope, ...patch.scope }).filter(([, limit]) =>
    limit !== undefined
  );
  return { ...before, ...patch, scope: Object.fromEntries(limits) };
}
