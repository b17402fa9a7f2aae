import Type, { type Static } from "typebox";
import { toMoment } from "../../base/moment.ts";
import { TimeWindow } from "../../base/time_window.ts";
import {
  type Audience,
  failureReasons,
  type NewBroadcast,
  pauseReasons,
  type Recipient,
  recipientStates,
  totalOf,
} from "../../broadcasting/broadcast.ts";
import type { BroadcastReport } from "../../broadcasting/broadcasts.ts";
import { maskSecrets } from "../../base/secrets.ts";
import { broadcastMethods } from "../../telegram/broadcast_methods.ts";
import { BotId, Count, Moment, nullable, parseMoment, RecordId } from "./wire.ts";

/** A chat by its numeric id. */
export const ChatNumber = Type.Integer({
  minimum: Number.MIN_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
});

/** Maximum chats in one request. */
export const maxChatsPerRequest = 10_000;

const TagIds = Type.Array(RecordId, { minItems: 1, maxItems: 100 });
const MomentInput = Type.String({ format: "date-time" });

const FilterInput = Type.Object({
  tags: Type.Optional(TagIds),
  without_tags: Type.Optional(TagIds),
  languages: Type.Optional(Type.Array(Type.String({ minLength: 2, maxLength: 35 }), {
    minItems: 1,
    maxItems: 50,
    description: "IETF tags; `de` includes `de-AT`",
  })),
  active_since: Type.Optional(MomentInput),
  inactive_since: Type.Optional(MomentInput),
}, {
  title: "AudienceFilter",
  additionalProperties: false,
  description: "Private chats of people who meet all conditions; `tags`: with any of them",
});

/** Who gets a broadcast, as the API takes it. */
const AudienceInput = Type.Union([
  Type.Object({ kind: Type.Literal("private") }, {
    additionalProperties: false,
    description: "Every private chat in the archive",
  }),
  Type.Object({ kind: Type.Literal("filter"), filter: FilterInput }, { additionalProperties: false }),
  Type.Object({ kind: Type.Literal("tag"), tag: RecordId }, { additionalProperties: false }),
  Type.Object({
    kind: Type.Literal("chats"),
    chats: Type.Array(ChatNumber, { maxItems: maxChatsPerRequest }),
  }, {
    additionalProperties: false,
    description: "Named chats; add more to a draft with `POST …/{id}/chats`",
  }),
], { title: "BroadcastAudience" });

/** What is sent, as the API takes it. */
const messageFields = {
  method: Type.Enum([...broadcastMethods], { title: "BroadcastMethod" }),
  parameters: Type.Record(Type.String(), Type.Unknown(), {
    description:
      "Parameters of the method without `chat_id`. Texts may hold placeholders such as `{first_name|friend}`",
  }),
};

const optionFields = {
  name: Type.Optional(Type.String({ maxLength: 128 })),
  retry_uncertain: Type.Optional(Type.Boolean({
    default: false,
    description: "Whether to repeat messages that may not have been sent; some people may get them twice",
  })),
  quiet_hours: Type.Optional(nullable(TimeWindow)),
};

/** A new broadcast, as the API takes it. */
export const BroadcastInput = Type.Object({
  ...messageFields,
  audience: AudienceInput,
  ...optionFields,
  include_unreachable: Type.Optional(Type.Boolean({
    default: false,
    description: "Whether to try people whom earlier broadcasts could not reach",
  })),
  draft: Type.Optional(
    Type.Boolean({ default: false, description: "Whether to wait for `POST …/{id}/resume`" }),
  ),
}, { title: "NewBroadcast", additionalProperties: false });

/** A message to count and fill, as the API takes it. */
export const PreviewInput = Type.Object({ ...messageFields, audience: AudienceInput }, {
  title: "BroadcastPreviewRequest",
  additionalProperties: false,
});

/** A message to test, as the API takes it. */
export const TestInput = Type.Object({ ...messageFields, chat: ChatNumber }, {
  title: "BroadcastTest",
  additionalProperties: false,
});

const AudienceAnswer = Type.Union([
  Type.Object({ kind: Type.Literal("private") }),
  Type.Object({ kind: Type.Literal("filter"), filter: FilterInput }),
  Type.Object({ kind: Type.Literal("tag"), tag: RecordId }),
  Type.Object({ kind: Type.Literal("chats") }),
  Type.Object({ kind: Type.Literal("copies"), broadcast: RecordId }),
]);

/** A broadcast as the API shows it. */
export const BroadcastAnswer = Type.Object({
  id: RecordId,
  bot: BotId,
  name: Type.String(),
  kind: Type.Enum(["send", "edit", "delete"]),
  method: Type.String(),
  parameters: Type.Record(Type.String(), Type.Unknown()),
  audience: AudienceAnswer,
  retry_uncertain: Type.Boolean(),
  include_unreachable: Type.Boolean(),
  quiet_hours: nullable(TimeWindow),
  state: Type.Enum([
    "draft",
    "preparing",
    "queued",
    "sending",
    "quiet",
    "paused",
    "finished",
    "cancelled",
  ], { description: "`queued`: another broadcast of the bot goes first; `quiet`: in its quiet hours" }),
  reason: nullable(Type.Enum([...pauseReasons], { description: "Why it is paused" })),
  detail: nullable(Type.String({ description: "What Telegram said, where that is the reason" })),
  created_at: Moment,
  started_at: Moment,
  finished_at: Moment,
  expected_end_at: Moment,
  total: Type.Integer({ minimum: 0, description: "Recipients so far; all of them once it is prepared" }),
  remaining: Count,
  sent: Count,
  failed: Count,
  uncertain: Type.Integer({
    minimum: 0,
    description:
      "May or may not have been sent: BotMux was killed meanwhile, or Telegram's response was lost",
  }),
  left_out: Type.Integer({
    minimum: 0,
    description: "Left out because earlier broadcasts could not reach them",
  }),
  failures: Type.Record(Type.String(), Count, { description: "Failed recipients by reason" }),
  has_recipients: Type.Boolean({ description: "Whether recipients and message IDs are still kept" }),
}, { title: "Broadcast" });

/** A recipient as the API shows it. */
export const RecipientAnswer = Type.Object({
  chat: ChatNumber,
  state: Type.Enum([...recipientStates]),
  reason: nullable(Type.Enum([...failureReasons], { title: "BroadcastFailure" })),
  detail: nullable(Type.String({ description: "What Telegram said" })),
  message_ids: Type.Array(Type.Integer()),
}, { title: "BroadcastRecipient" });

/** An audience from what the API took. @throws {ApiError} 409 for a moment that there is none. */
export function toAudience(input: Static<typeof AudienceInput>): Audience {
  switch (input.kind) {
    case "private":
      return { kind: "private" };
    case "tag":
      return { kind: "tag", tagId: input.tag };
    case "chats":
      return { kind: "added" };
    case "filter": {
      const { tags, without_tags: withoutTags, languages, active_since: since, inactive_since: before } =
        input.filter;
      return {
        kind: "filter",
        filter: {
          ...(tags === undefined ? {} : { tags }),
          ...(withoutTags === undefined ? {} : { withoutTags }),
          ...(languages === undefined ? {} : { languages }),
          ...(since === undefined
            ? {}
            : { activeSinceMs: parseMoment(since, "#/audience/filter/active_since") }),
          ...(before === undefined
            ? {}
            : { inactiveSinceMs: parseMoment(before, "#/audience/filter/inactive_since") }),
        },
      };
    }
  }
}

function toAudienceAnswer(audience: Audience): Static<typeof AudienceAnswer> {
  switch (audience.kind) {
    case "private":
      return { kind: "private" };
    case "tag":
      return { kind: "tag", tag: audience.tagId };
    case "added":
      return { kind: "chats" };
    case "copies":
      return { kind: "copies", broadcast: audience.broadcastId };
    case "filter": {
      const { tags, withoutTags, languages, activeSinceMs, inactiveSinceMs } = audience.filter;
      return {
        kind: "filter",
        filter: {
          ...(tags === undefined ? {} : { tags: [...tags] }),
          ...(withoutTags === undefined ? {} : { without_tags: [...withoutTags] }),
          ...(languages === undefined ? {} : { languages: [...languages] }),
          ...(activeSinceMs === undefined ? {} : { active_since: new Date(activeSinceMs).toISOString() }),
          ...(inactiveSinceMs === undefined
            ? {}
            : { inactive_since: new Date(inactiveSinceMs).toISOString() }),
        },
      };
    }
  }
}

/** A broadcast as the API shows it. */
export function toBroadcastAnswer(broadcast: BroadcastReport): Static<typeof BroadcastAnswer> {
  const { counts } = broadcast;
  return {
    id: broadcast.id,
    bot: broadcast.botId,
    name: broadcast.name,
    kind: broadcast.kind,
    method: broadcast.method,
    parameters: { ...broadcast.parameters },
    audience: toAudienceAnswer(broadcast.audience),
    retry_uncertain: broadcast.retriesUncertain,
    include_unreachable: broadcast.includesUnreachable,
    quiet_hours: broadcast.quietHours ?? null,
    state: broadcast.activity,
    reason: broadcast.reason ?? null,
    detail: broadcast.detail === "" ? null : maskSecrets(broadcast.detail),
    created_at: toMoment(broadcast.createdAtMs),
    started_at: toMoment(broadcast.startedAtMs),
    finished_at: toMoment(broadcast.finishedAtMs),
    expected_end_at: toMoment(broadcast.endsAtMs ?? 0),
    total: totalOf(counts),
    remaining: counts.pending + counts.sending,
    sent: counts.sent,
    failed: counts.failed,
    uncertain: counts.uncertain,
    left_out: counts.leftOut,
    failures: { ...counts.failures },
    has_recipients: broadcast.hasRecipients,
  };
}

/** A recipient as the API shows it. */
export function toRecipientAnswer(recipient: Recipient): Static<typeof RecipientAnswer> {
  const { chatId, state, reason, detail, messageIds } = recipient;
  return {
    chat: chatId,
    state,
    reason: reason ?? null,
    detail: detail === "" ? null : detail,
    message_ids: [...messageIds],
  };
}

/** A new broadcast that sends. */
export function toNewBroadcast(bot: number, input: Static<typeof BroadcastInput>): NewBroadcast {
  return {
    botId: bot,
    name: input.name ?? "",
    kind: "send",
    method: input.method,
    parameters: input.parameters,
    audience: toAudience(input.audience),
    retriesUncertain: input.retry_uncertain ?? false,
    includesUnreachable: input.include_unreachable ?? false,
    quietHours: input.quiet_hours ?? undefined,
  };
}
