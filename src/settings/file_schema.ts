import { resolve } from "node:path";
import Type, { type Static, type TSchema } from "typebox";
import { pushTarget } from "../registry/entities/push_target.ts";
import { ConditionSchema } from "../routing/condition.ts";
import { maxRoutesPerBot, Rule } from "../routing/rule.ts";
import { bot } from "../registry/entities/bot.ts";
import { consumer, consumerNamePattern } from "../registry/entities/consumer.ts";
import { consumerFilter } from "../registry/entities/consumer_filter.ts";
import { declaredSettings } from "./declarations.ts";
import { type RawValue, textKind } from "../base/value_kind.ts";
import { readCertificateFile } from "./certificate_file.ts";
import { type FileKinds, fileMembers } from "./entity_file.ts";

const maxBots = 10_000;
const maxConsumers = 999;
const maxListItems = 1_000;

/** The file names a certificate's file instead of holding it. */
export const pushKinds: FileKinds<typeof pushTarget> = {
  certificate: textKind("FILE", (path, baseDir) => readCertificateFile(resolve(baseDir, path))),
};

/** What a consumer with mode `push` may say of it. */
const pushMembers = {
  url: Type.Optional(Type.String({ description: "Webhook URL; https unless it says http" })),
  ...fileMembers(pushTarget, pushKinds),
};

/** The keys that only a consumer with mode `push` may have. */
export const pushKeys = Object.keys(pushMembers);

/** What is in a consumer of the file beside the fields of its entity. */
const ConsumerMembers = Type.Object({
  name: Type.String({
    pattern: consumerNamePattern.source,
    description: "Name; `default` is the consumer of the bot's own token",
  }),
  mode: Type.Optional(Type.Enum(["poll", "push"], {
    description:
      "Long polling or webhook, regardless of what its program sets; without it, long polling until the program calls setWebhook",
  })),
  disabled: Type.Optional(Type.Boolean({
    description: "Whether its updates wait in the journal instead of being delivered",
    default: false,
  })),
});
const ConsumerInFile = Type.Unsafe<ConsumerInFile>(
  Type.Object({
    ...fileMembers(consumer),
    ...ConsumerMembers.properties,
    ...fileMembers(consumerFilter),
    ...pushMembers,
  }, { additionalProperties: false }),
);

/** Looked into by `parseRule`, which has better words for what is wrong; the schema that is shown has all of it. */
const RuleInFile = Type.Object({});

const BotMembers = Type.Object({
  token: Type.String({ description: "The bot's token, best as `${VARIABLE}` of the environment" }),
  consumers: Type.Optional(Type.Array(ConsumerInFile, { maxItems: maxConsumers })),
  routes: Type.Optional(Type.Array(RuleInFile, {
    description: "Routing rules, in the order in which they run",
    maxItems: maxRoutesPerBot,
  })),
});
const BotInFile = Type.Unsafe<BotInFile>(
  Type.Object({ ...BotMembers.properties, ...fileMembers(bot) }, { additionalProperties: false }),
);

const Bots = Type.Array(BotInFile, { description: "Bots with their consumers", maxItems: maxBots });

/** A consumer of the file. */
export type ConsumerInFile = Static<typeof ConsumerMembers> & {
  readonly url?: string;
  readonly urls?: readonly string[];
} & Readonly<Record<string, unknown>>;
/** A bot of the file. */
export type BotInFile = Static<typeof BotMembers> & Readonly<Record<string, unknown>>;

/** JSON Schema of `botmux.json`. */
export const settingsFileSchema: TSchema = Type.Object({
  $schema: Type.Optional(Type.String({ description: "For editors; ignored" })),
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
