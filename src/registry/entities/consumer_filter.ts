import Type from "typebox";
import { updateKinds } from "../../telegram/update_kinds.ts";
import { entity, optional, type RecordOf } from "./entity.ts";
import { chatIdKind, ChatIds, positiveIdKind, PositiveIds, updateKindKind } from "./list_items.ts";

const kinds = { minItems: 1, maxItems: 100 };

/** Which updates a consumer sees. An absent list lets everything through; lists are combined with "and". */
export const consumerFilter = entity({
  /** Absent: Telegram's default set, or what the program asks for with `allowed_updates`. */
  updates: optional(Type.Array(Type.String(), kinds), {
    description: "Only these kinds of update",
    written: updateKindKind,
    input: Type.Array(Type.Enum([...updateKinds]), kinds),
  }),
  chats: optional(ChatIds, { description: "Only these chats", written: chatIdKind }),
  /** Values of `message_thread_id`. */
  topics: optional(PositiveIds, { description: "Only these forum topics", written: positiveIdKind }),
  users: optional(PositiveIds, { description: "Only updates from these users", written: positiveIdKind }),
});

/** Which updates a consumer sees; lists that let everything through are left out. */
export type ConsumerFilter = Partial<RecordOf<typeof consumerFilter>>;
