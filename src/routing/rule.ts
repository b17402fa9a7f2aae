import Type, { type Static, type TSchema } from "typebox";
import { ConditionSchema } from "./condition.ts";
import { maxTemplateLength } from "./template.ts";

/** Maximum rules of one bot. */
export const maxRoutesPerBot = 200;
/** Maximum length of the name of a rule, in characters. */
const maxRouteNameLength = 100;
/** Maximum actions of a rule, and most targets of an action. */
const maxActions = 20;
/** Maximum length of the description for the model, in characters. */
const maxIntentLength = 500;

/** Ids may be texts, so that they can come from the environment. */
const BotId = Type.Union([
  Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  Type.String({ pattern: "^[1-9][0-9]{0,15}$" }),
]);
const ChatId = Type.Union([
  Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
  Type.String({ pattern: "^-?[1-9][0-9]{0,15}$" }),
]);

const Target = Type.Object({
  bot: Type.Optional({ ...BotId, description: "The bot that sends; the rule's own without it" }),
  chat: { ...ChatId, description: "Target" },
  topic: Type.Optional(Type.Union([
    Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    Type.Literal("each"),
  ], {
    description: "A forum topic; `each`: one for every chat that messages come from, made when it is needed",
  })),
  when: Type.Optional(ConditionSchema),
}, { title: "RouteTarget", additionalProperties: false });

/** A bot and the chat where it sends. */
export type Target = Static<typeof Target>;

const to = Type.Array(Target, {
  minItems: 1,
  maxItems: maxActions,
  description: "Targets: all of them, or those whose `when` matches",
});
const text = Type.String({
  minLength: 1,
  maxLength: maxTemplateLength,
  description: "Text with placeholders such as {text} and {sender.name}",
});
const closed = { additionalProperties: false };

const Forward = Type.Object({ do: Type.Literal("forward"), to }, {
  ...closed,
  description: "Pass it on with its author",
});
const Copy = Type.Object({ do: Type.Literal("copy"), to }, {
  ...closed,
  description: "Pass it on without its author, with media and formatting",
});
const Text = Type.Object({ do: Type.Literal("text"), text, to }, {
  ...closed,
  description: "Send a text about it",
});
const Answer = Type.Object({ do: Type.Literal("answer"), text }, {
  ...closed,
  description: "Reply with the rule's own bot in the original chat",
});
const Drop = Type.Object({
  do: Type.Literal("drop"),
  consumers: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), {
    minItems: 1,
    maxItems: 100,
    uniqueItems: true,
    description: "Names of the consumers that do not get to see it",
  }),
}, { ...closed, description: "Hide it from consumers" });
const Stop = Type.Object({ do: Type.Literal("stop") }, { ...closed, description: "Leave later rules out" });
const Action = Type.Union([Forward, Copy, Text, Answer, Drop, Stop], { title: "RouteAction" });

/** The schema of each action, by what it does. */
export const actionSchemas: ReadonlyMap<string, TSchema> = new Map(
  Object.entries({ forward: Forward, copy: Copy, text: Text, answer: Answer, drop: Drop, stop: Stop }),
);

/** What a rule does. */
export type Action = Static<typeof Action>;

/** The members of a rule, as the API, the settings file and the store write them. */
export const ruleMembers = {
  name: Type.String({
    minLength: 1,
    maxLength: maxRouteNameLength,
    pattern: "^[^\\u0000-\\u001f\\u007f]*$",
    description: "Unique among the rules of the bot",
  }),
  enabled: Type.Optional(Type.Boolean({ default: true })),
  when: Type.Optional(ConditionSchema),
  actions: Type.Array(Action, { minItems: 1, maxItems: maxActions }),
  intent: Type.Optional(Type.String({
    minLength: 1,
    maxLength: maxIntentLength,
    description: "What messages it is for: a language model chooses it by this when no other rule matched",
  })),
  fallback: Type.Optional(Type.Boolean({
    default: false,
    description: "Whether it is for messages that no other rule matched",
  })),
};

/** Schema of a {@linkcode Rule}; see `isWithinBounds` for what its conditions have to be asked before. */
export const Rule = Type.Object(ruleMembers, { title: "Rule", additionalProperties: false });

/** What its owner says of a rule. */
export type Rule = Static<typeof Rule>;

/** A rule of a bot, as it is kept. */
export interface Route {
  readonly id: number;
  /** The bot whose updates it is about. */
  readonly botId: number;
  /** Its place among the rules of its bot; they are looked at in this order. */
  readonly place: number;
  readonly rule: Rule;
  /** Whether the settings file describes it. */
  readonly isDeclared: boolean;
  /** Milliseconds since the epoch. */
  readonly addedAtMs: number;
}

/** The bots that a rule sends by, each once. */
export function targetBots({ botId, rule }: Pick<Route, "botId" | "rule">): number[] {
  const bots = rule.actions.flatMap((action) =>
    "to" in action ? action.to.map(({ bot }) => bot === undefined ? botId : Number(bot)) : []
  );
  return [...new Set(bots)];
}
