import Type, { type Static, type TSchema } from "typebox";
import {
  defaultPushConnections,
  maxPushConnections,
  maxPushHeaders,
  maxPushUrls,
  secretTokenPattern,
} from "../registry/push_rules.ts";
import { ConditionSchema } from "../routing/condition.ts";
import { maxRoutesPerBot, Rule } from "../routing/rule.ts";
import { consumerNamePattern } from "../registry/rules.ts";
import { declaredSettings } from "./declarations.ts";
import type { RawValue } from "./value_kind.ts";

const maxBots = 10_000;
const maxConsumers = 999;
const maxIds = 1_000;
const maxListItems = 1_000;

/** Ids may be texts, so that they can come from the environment. */
const Id = Type.Union([Type.Integer(), Type.String()]);

/** What a consumer with mode `push` may say of it. */
const push = {
  url: Type.Optional(Type.String({ description: "Where updates are pushed to; https unless it says http" })),
  urls: Type.Optional(
    Type.Array(Type.String(), {
      description: "The same with several backends: chats are spread over them",
      minItems: 1,
      maxItems: maxPushUrls,
    }),
  ),
  secretToken: Type.Optional(Type.String({
    pattern: secretTokenPattern.source,
    description: "Sent with each update as X-Telegram-Bot-Api-Secret-Token, best as `${VARIABLE}`",
  })),
  headers: Type.Optional(
    Type.Record(Type.String(), Type.String(), {
      description: "Further headers of each request",
      maxProperties: maxPushHeaders,
    }),
  ),
  maxConnections: Type.Optional(Type.Integer({
    description: "Most requests to one URL at the same time",
    minimum: 1,
    maximum: maxPushConnections,
    default: defaultPushConnections,
  })),
  attempts: Type.Optional(Type.Integer({
    description: "How often an update is tried; without it, as often as its lifetime allows",
    minimum: 1,
    maximum: Number.MAX_SAFE_INTEGER,
  })),
  ipAddress: Type.Optional(
    Type.String({ description: "Address to connect to, whatever the host's name resolves to", minLength: 1 }),
  ),
  certificateFile: Type.Optional(
    Type.String({ description: "PEM file with the only certificate to trust, for a self-signed backend" }),
  ),
  enabled: Type.Optional(Type.Boolean({ description: "Whether anything is pushed now", default: true })),
};

/** The keys that only a consumer with mode `push` may have. */
export const pushKeys = Object.keys(push) as readonly (keyof typeof push)[]; // Object.keys() forgets the names.

const ConsumerInFile = Type.Object({
  name: Type.String({
    pattern: consumerNamePattern.source,
    description: "Name of the consumer; `default` is the one behind the bot's own token",
  }),
  mode: Type.Optional(Type.Enum(["poll", "push"], {
    description:
      "How it gets its updates, whatever its program said; without it, a new one polls and setWebhook decides later",
  })),
  start: Type.Optional(Type.Union([Type.String(), Type.Integer()], {
    description: 'Where it begins when it is new: "now", "all", an ISO 8601 time or a position',
    default: "now",
  })),
  sharing: Type.Optional(Type.Enum(["independent", "exclusive"], {
    description: "Whether several programs may poll with it at once, or the newest caller wins",
  })),
  updates: Type.Optional(
    Type.Array(Type.String(), { description: "Kinds of update it sees", minItems: 1, maxItems: 100 }),
  ),
  chats: Type.Optional(
    Type.Array(Id, { description: "Chats whose updates it sees", minItems: 1, maxItems: maxIds }),
  ),
  topics: Type.Optional(
    Type.Array(Id, { description: "Forum topics it sees", minItems: 1, maxItems: maxIds }),
  ),
  users: Type.Optional(
    Type.Array(Id, { description: "Users whose updates it sees", minItems: 1, maxItems: maxIds }),
  ),
  ...push,
}, { additionalProperties: false });

/** Looked into by `parseRule`, which has better words for what is wrong; the schema that is shown has all of it. */
const RuleInFile = Type.Object({});

const BotInFile = Type.Object({
  token: Type.String({ description: "The bot's token, best as `${VARIABLE}` of the environment" }),
  retention: Type.Optional(
    Type.String({ description: "How long its journal keeps updates, such as 24h or 7d" }),
  ),
  ingress: Type.Optional(Type.Enum(["poll", "webhook"], {
    description: "How its updates come in: BotMux asks for them, or Telegram calls BotMux at `publicUrl`",
    default: "poll",
  })),
  archive: Type.Optional(Type.Boolean({
    description: "Whether it is archived; what was archived before stays when it is not",
  })),
  refreshChats: Type.Optional(Type.Boolean({
    description: "Whether Telegram is asked now and then for its photo and what its chats are like",
  })),
  signIn: Type.Optional(Type.Boolean({
    description:
      "Whether linked operators may sign in through its Mini App. Every other Mini App of this bot receives the same data and could sign in with it: use a bot of BotMux's own",
  })),
  journalSize: Type.Optional(Type.String({ description: "Most bytes its journal keeps, such as 256MB" })),
  consumers: Type.Optional(Type.Array(ConsumerInFile, { maxItems: maxConsumers })),
  routes: Type.Optional(Type.Array(RuleInFile, {
    description: "Rules by which its messages go on to other bots and chats, in their order",
    maxItems: maxRoutesPerBot,
  })),
}, { additionalProperties: false });

const Bots = Type.Array(BotInFile, { description: "Bots with their consumers", maxItems: maxBots });

/** A consumer of the file. */
export type ConsumerInFile = Static<typeof ConsumerInFile>;
/** A bot of the file. */
export type BotInFile = Static<typeof BotInFile>;

/** JSON Schema of `botmux.json`. */
export const settingsFileSchema: TSchema = Type.Object({
  $schema: Type.Optional(Type.String({ description: "For editors; not looked at" })),
  ...Object.fromEntries(declaredSettings.flatMap(([, declaration]) => {
    const { fileKey, kind, description, fallback, isList } = declaration;
    if (fileKey === undefined) return [];
    const known = fallback === undefined ? { description } : { description, default: toDefault(fallback) };
    const schema = isList
      ? Type.Union([kind.schema, Type.Array(kind.schema, { maxItems: maxListItems })])
      : kind.schema;
    return [[fileKey, Type.Optional({ ...schema, ...known })]];
  })),
  bots: Type.Optional(Bots),
}, { title: "Settings of BotMux", additionalProperties: false });

/** The same for editors, with all that may stand in a rule. */
export function shownFileSchema(): unknown {
  const { $defs } = ConditionSchema;
  const rule = JSON.stringify(Rule, (name, value: unknown) => name === "$defs" ? undefined : value);
  const whole = JSON.stringify(
    settingsFileSchema,
    (_name, value: unknown) => value === RuleInFile ? 0 : value,
  );
  const shown = JSON.stringify({ ...JSON.parse(whole.replace('"items":0', `"items":${rule}`)), $defs });
  return JSON.parse(shown.replaceAll('"$ref":"Condition"', '"$ref":"#/$defs/Condition"'), showVariables);
}

/** Where an id stands, `${VARIABLE}` may stand. */
function showVariables(name: string, value: unknown): unknown {
  const isOfIds = name === "pattern" && typeof value === "string" && /^\^(-\?)?\[[01]-9\]/.test(value);
  return isOfIds ? undefined : value;
}

/** A file that the schema has accepted; the keys of the simple settings are read by their declarations. */
export type SettingsFile = Readonly<Record<string, RawValue | readonly RawValue[]>> & {
  readonly bots?: readonly BotInFile[];
};

function toDefault(fallback: string): string | number | boolean {
  if (/^\d+$/.test(fallback)) return Number(fallback);
  return fallback === "true" || fallback === "false" ? fallback === "true" : fallback;
}
