import Type, { type Static, type TSchema } from "typebox";
import { consumerNamePattern } from "../registry/rules.ts";
import { declaredSettings } from "./declarations.ts";

const mostBots = 10_000;
const mostConsumers = 999;
const mostIds = 1_000;

/** Ids may be texts, so that they can come from the environment. */
const Id = Type.Union([Type.Integer(), Type.String()]);

const ConsumerInFile = Type.Object({
  name: Type.String({
    pattern: consumerNamePattern.source,
    description: "Name of the consumer; `default` is the one behind the bot's own token",
  }),
  mode: Type.Optional(Type.Enum(["poll"], { description: "How it gets its updates", default: "poll" })),
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
    Type.Array(Id, { description: "Chats whose updates it sees", minItems: 1, maxItems: mostIds }),
  ),
  topics: Type.Optional(
    Type.Array(Id, { description: "Forum topics it sees", minItems: 1, maxItems: mostIds }),
  ),
  users: Type.Optional(
    Type.Array(Id, { description: "Users whose updates it sees", minItems: 1, maxItems: mostIds }),
  ),
}, { additionalProperties: false });

const BotInFile = Type.Object({
  token: Type.String({ description: "The bot's token, best as `${VARIABLE}` of the environment" }),
  retention: Type.Optional(
    Type.String({ description: "How long its journal keeps updates, such as 24h or 7d" }),
  ),
  ingress: Type.Optional(Type.Enum(["poll", "webhook"], {
    description: "How its updates come in: BotMux asks for them, or Telegram calls BotMux at `publicUrl`",
    default: "poll",
  })),
  journalSize: Type.Optional(Type.String({ description: "Most bytes its journal keeps, such as 256MB" })),
  consumers: Type.Optional(Type.Array(ConsumerInFile, { maxItems: mostConsumers })),
}, { additionalProperties: false });

const Bots = Type.Array(BotInFile, { description: "Bots with their consumers", maxItems: mostBots });

/** A consumer of the file. */
export type ConsumerInFile = Static<typeof ConsumerInFile>;
/** A bot of the file. */
export type BotInFile = Static<typeof BotInFile>;

/** JSON Schema of `botmux.json`. */
export const settingsFileSchema: TSchema = Type.Object({
  $schema: Type.Optional(Type.String({ description: "For editors; not looked at" })),
  ...Object.fromEntries(declaredSettings.flatMap(([, declaration]) => {
    const { fileKey, kind, description, fallback } = declaration;
    if (fileKey === undefined) return [];
    const known = fallback === undefined ? { description } : { description, default: toDefault(fallback) };
    return [[fileKey, Type.Optional({ ...kind.schema, ...known })]];
  })),
  bots: Type.Optional(Bots),
}, { title: "Settings of BotMux", additionalProperties: false });

/** A file that the schema has accepted; the keys of the simple settings are read by their declarations. */
export type SettingsFile = Readonly<Record<string, string | boolean>> & {
  readonly bots?: readonly BotInFile[];
};

function toDefault(fallback: string): string | boolean {
  return fallback === "true" || fallback === "false" ? fallback === "true" : fallback;
}
