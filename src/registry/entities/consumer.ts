import Type from "typebox";
import { consumerFilter } from "./consumer_filter.ts";
import {
  entity,
  internal,
  optional,
  type RecordOf,
  required,
  toRecordSchema,
  toSparseSchema,
  withDefault,
} from "./entity.ts";
import { momentAnswer, MomentMs } from "./moment.ts";
import { pushTarget } from "./push_target.ts";
import { startAnswer, StartingPoint, startingPointKind } from "./starting_point.ts";

/** Name of the consumer behind a bot's real token. */
export const defaultConsumerName = "default";
/** What a consumer's name looks like: it is in paths and metrics. */
export const consumerNamePattern = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** A named, durable cursor over one bot's journal. */
export const consumer = entity({
  /** Unique among all bots. */
  id: internal(required(Type.Integer())),
  botId: internal(required(Type.Integer())),
  /** Unique within its bot; `default` is the one behind the real token. */
  name: required(Type.String({ pattern: consumerNamePattern.source }), {
    description: "Name of letters a-z, digits, '-' and '_'",
    placeholder: "NAME",
  }),
  mode: withDefault(Type.Enum(["poll", "push"]), { description: "Long polling or webhook", default: "poll" }),
  /** `independent`: each program is served from the offset it asks for. `exclusive`: the newest caller wins. */
  sharing: withDefault(Type.Enum(["independent", "exclusive"]), {
    description: "Serve several programs at once, or only the newest",
    default: "exclusive",
  }),
  /** Counted from when BotMux received the update. */
  maxAgeSec: optional(Type.Integer({ minimum: 1, maximum: 31_536_000 }), {
    description: "Seconds after which an update is dropped instead of being delivered late",
    otherwise: "never",
    flag: "max-age",
  }),
  filter: internal(withDefault(toSparseSchema(consumerFilter), { default: {} })),
  start: withDefault(StartingPoint, {
    description:
      "Where a new consumer starts: at the next update, at the oldest one kept, at an ISO 8601 time, or at a position",
    written: startingPointKind,
    answer: startAnswer,
    default: "now",
  }),
  /** Present exactly when `mode` is `push`. */
  push: internal(optional(toRecordSchema(pushTarget), { record: pushTarget })),
  /** Why its updates are not delivered, in a sentence for the owner; absent while it is enabled. */
  disabledReason: internal(optional(Type.String())),
  addedAtMs: internal(required(MomentMs, { answer: momentAnswer })),
});

/** A named, durable cursor over one bot's journal. */
export type Consumer = RecordOf<typeof consumer>;
