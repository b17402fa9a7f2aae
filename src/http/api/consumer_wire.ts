import Type, { type Static } from "typebox";
import type { Consumer, ConsumerFilter, PushTarget, StartingPoint } from "../../registry/registry_model.ts";
import {
  maxPushConnections,
  maxPushHeaders,
  maxPushUrls,
  secretTokenPattern,
} from "../../registry/push_rules.ts";
import { updateKinds } from "../../telegram/update_kinds.ts";
import { maxWebhookUrlLength, toShownUrl } from "../../telegram/webhook_url.ts";
import type { ConsumerStatus } from "../status.ts";
import { HealthAnswer, toHealthAnswer } from "./health_wire.ts";
import { ChatIds, ConsumerName, Count, Moment, nullable, Position, PositiveIds, toMoment } from "./wire.ts";

const maxApiCertificateLength = 64 * 1024;
const { MAX_SAFE_INTEGER: maxInteger } = Number;

/** Which updates a consumer sees. */
export const Filter = Type.Object({
  updates: Type.Optional(Type.Array(Type.Enum([...updateKinds]), { minItems: 1, maxItems: 100 })),
  chats: Type.Optional(ChatIds),
  topics: Type.Optional(PositiveIds),
  users: Type.Optional(PositiveIds),
}, {
  title: "Filter",
  additionalProperties: false,
  description: 'An absent list lets everything through; lists are combined with "and"',
});

/** A place in a journal, as people say it. */
export const Start = Type.Union([
  Type.Literal("now"),
  Type.Literal("all"),
  Type.Object({ time: Type.String({ format: "date-time" }) }, { additionalProperties: false }),
  Type.Object({ position: Position }, { additionalProperties: false }),
], {
  title: "Start",
  description: "What comes next, all that is kept, or from a time or a position on",
});

/** The names of its own that a request has are checked by the rules of push targets. */
const Headers = Type.Record(
  Type.String({ pattern: "^[!-9;-~]{1,128}$" }),
  Type.String({ maxLength: 4_096 }),
  { maxProperties: maxPushHeaders, additionalProperties: false },
);

/** Where a consumer's updates are to go. */
export const PushInput = Type.Object({
  urls: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: maxWebhookUrlLength }), {
      minItems: 1,
      maxItems: maxPushUrls,
      description: "Chats are spread over several",
    }),
  ),
  secret_token: Type.Optional(nullable(
    Type.String({
      pattern: secretTokenPattern.source,
      description: "Sent as X-Telegram-Bot-Api-Secret-Token",
    }),
  )),
  headers: Type.Optional(Headers),
  max_connections: Type.Optional(Type.Integer({ minimum: 1, maximum: maxPushConnections })),
  attempts: Type.Optional(nullable(
    Type.Integer({
      minimum: 1,
      maximum: maxInteger,
      description: "How often an update is tried; `null`: as often as its lifetime allows",
    }),
  )),
  ip_address: Type.Optional(
    nullable(Type.String({ minLength: 2, maxLength: 45, description: "Connected to instead of asking DNS" })),
  ),
  certificate: Type.Optional(
    nullable(
      Type.String({
        minLength: 1,
        maxLength: maxApiCertificateLength,
        description: "PEM; the only trusted root",
      }),
    ),
  ),
}, { title: "PushInput", additionalProperties: false });

/** Where a consumer's updates go, without what may be secret. */
const PushAnswer = Type.Object({
  origins: Type.Array(Type.String(), {
    description: "Scheme, host and port of each URL: paths are often secret",
  }),
  has_secret_token: Type.Boolean(),
  headers: Type.Array(Type.String(), { description: "Names only" }),
  max_connections: Type.Integer(),
  attempts: nullable(Type.Integer()),
  ip_address: nullable(Type.String()),
  has_certificate: Type.Boolean(),
  set_by: Type.Enum(["owner", "access-token"]),
}, { title: "PushTarget" });

/** A consumer as the API shows it. */
export const ConsumerAnswer = Type.Object({
  name: ConsumerName,
  mode: Type.Enum(["poll", "push"]),
  sharing: Type.Enum(["independent", "exclusive"]),
  filter: Filter,
  start: Start,
  push: nullable(PushAnswer),
  disabled: Type.Boolean({
    description: "Whether its updates wait in the journal instead of being delivered",
  }),
  disabled_reason: nullable(Type.String({ description: "Why it is disabled" })),
  switched_off: nullable(Type.String({ description: "The same as `disabled_reason`", deprecated: true })),
  position: Type.Integer({ description: "Every update before this one is confirmed" }),
  lag: Type.Integer({
    minimum: 0,
    description: "Updates not confirmed yet, those its filter hides included",
  }),
  lost: Type.Integer({
    minimum: 0,
    description: "Updates that retention removed before they were confirmed",
  }),
  delivered: Type.Integer({
    minimum: 0,
    description: "Updates its programs were given since the start; those given twice count twice",
  }),
  delivered_per_minute: Type.Integer({ minimum: 0, description: "How many of them in the last minute" }),
  access_tokens: Count,
  last_call: Type.Union([...Moment.anyOf], {
    description: "When one of its programs last called BotMux, since the start",
  }),
  last_received: Type.Union([...Moment.anyOf], {
    description: "When one of its programs was last given updates, since the start",
  }),
  health: HealthAnswer,
  added_at: Moment,
}, { title: "Consumer" });

/** Whether and why a consumer is disabled, as the API shows it. */
export function toDisabledAnswer(
  { disabledReason }: Pick<Consumer, "disabledReason">,
): Pick<Static<typeof ConsumerAnswer>, "disabled" | "disabled_reason" | "switched_off"> {
  const reason = disabledReason === "" ? null : disabledReason;
  return { disabled: reason !== null, disabled_reason: reason, switched_off: reason };
}

/** A consumer as the API shows it. */
export function toConsumerAnswer(
  { consumer, position, lag, lost, delivered, deliveredPerMinute, program, push, report }: ConsumerStatus,
  accessTokens: number,
  acceptLanguage: string | null,
): Static<typeof ConsumerAnswer> {
  return {
    name: consumer.name,
    mode: consumer.mode,
    sharing: consumer.sharing,
    filter: toFilterAnswer(consumer.filter),
    start: toStartAnswer(consumer.start),
    push: consumer.push === undefined ? null : toPushAnswer(consumer.push),
    ...toDisabledAnswer(consumer),
    position,
    lag,
    lost,
    delivered,
    delivered_per_minute: deliveredPerMinute,
    access_tokens: accessTokens,
    last_call: toMoment(program.lastCallMs),
    last_received: toMoment(lastReceivedMs({ program, push })),
    health: toHealthAnswer(report, acceptLanguage),
    added_at: toMoment(consumer.addedAtMs),
  };
}

/** When updates last reached a program of a consumer, by whichever way; 0 for never since the start. */
export function lastReceivedMs({ program, push }: Pick<ConsumerStatus, "program" | "push">): number {
  const pushed = push?.targets.map(({ lastSuccessMs }) => lastSuccessMs) ?? [];
  return Math.max(program.lastReceivedMs, ...pushed);
}

function toFilterAnswer({ updates, chats, topics, users }: ConsumerFilter): Static<typeof Filter> {
  return {
    // Kept kinds were checked when they came in.
    ...(updates === undefined ? {} : { updates: [...updates] as Static<typeof Filter>["updates"] & object }),
    ...(chats === undefined ? {} : { chats: [...chats] }),
    ...(topics === undefined ? {} : { topics: [...topics] }),
    ...(users === undefined ? {} : { users: [...users] }),
  };
}

function toStartAnswer(start: StartingPoint): Static<typeof Start> {
  if (typeof start === "string" || "position" in start) return start;
  return { time: new Date(start.timeMs).toISOString() };
}

function toPushAnswer(push: PushTarget): Static<typeof PushAnswer> {
  return {
    origins: push.urls.map(toShownUrl),
    has_secret_token: push.secretToken !== "",
    headers: Object.keys(push.headers),
    max_connections: push.maxConnections,
    attempts: push.maxAttempts === 0 ? null : push.maxAttempts,
    ip_address: push.ipAddress === "" ? null : push.ipAddress,
    has_certificate: push.certificate !== "",
    set_by: push.accessTokenId === 0 ? "owner" : "access-token",
  };
}
