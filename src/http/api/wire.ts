import Type, { type TArray, type TNull, type TObject, type TSchema, type TUnion } from "typebox";
import { contradiction } from "./api_error.ts";
import { actorKinds, operator } from "../../account/account_records.ts";
import { consumer } from "../../registry/entities/consumer.ts";
import { momentAnswer } from "../../registry/entities/moment.ts";

/** A moment as the API writes it: ISO 8601 in UTC, or `null` for never. */
export const Moment = momentAnswer.schema;

/** The id of a bot: the number before the colon of its token. */
export const BotId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
/** A place in a journal, 0 for before the first. */
export const Position = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
export const Count = Type.Integer({ minimum: 0 });
export const ConsumerName = consumer.name.schema;

/** The id of a record of BotMux's own. */
export const RecordId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
/** What somebody may do. */
export const RoleName = operator.role.schema;
/** The bots somebody knows of. */
export const BotGrants = operator.bots.schema;

export const ActorKind = Type.Enum([...actorKinds], {
  description: "`shell`: through the command line; `access-token`: an AI agent",
});
/** Who did something. */
export const ActorAnswer = Type.Object({
  kind: ActorKind,
  id: Type.Integer(),
  name: Type.String({ description: "Name at that time" }),
});

/** How many items a page has. */
export const Limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 }));
export const defaultLimit = 50;

/** Path of a bot. */
export const botPath = { bot: BotId };
/** Path of a consumer. */
export const consumerPath = { bot: BotId, name: ConsumerName };

/** One page of a list. */
export function pageOf<T extends TSchema, K extends TSchema>(
  item: T,
  key: K,
): TObject<{ items: TArray<T>; next: TUnion<[K, TNull]> }> {
  return Type.Object({ items: Type.Array(item), next: nullable(key) });
}

/** A value that may be missing, written as `null`. */
export function nullable<T extends TSchema>(schema: T): TUnion<[T, TNull]> {
  return Type.Union([schema, Type.Null()]);
}

/**
 * Milliseconds since the epoch of a text that the format `date-time` has accepted.
 *
 * @throws {ApiError} 409 when there is no such moment.
 */
export function parseMoment(text: string, pointer: string): number {
  // A leap second, which no clock here knows, is the last second of its minute.
  const ms = Date.parse(text.toUpperCase().replace(/:60(?=[.Z+-])/, ":59"));
  if (Number.isNaN(ms)) throw contradiction(pointer, "field_not_a_time");
  return ms;
}

/** `items`, of which one more than `limit` was looked for, as a page. */
export function toPage<T, K>(
  items: readonly T[],
  limit: number,
  keyOf: (item: T) => K,
): { items: T[]; next: K | null } {
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown, next: items.length > limit && last !== undefined ? keyOf(last) : null };
}
