import Type, { type Static } from "typebox";
import { type Tag, tagColors } from "../../account/tag_store.ts";
import { maxTagNameLength } from "../../account/tags.ts";
import { BotId, nullable, RecordId } from "./wire.ts";

/** Name of a tag: one line, with something to see at its ends. */
export const TagName = Type.String({
  maxLength: maxTagNameLength,
  pattern: "^[^\\u0000-\\u0020\\u007f]([^\\u0000-\\u001f\\u007f]*[^\\u0000-\\u0020\\u007f])?$",
});
export const TagColorName = Type.Enum([...tagColors], { title: "TagColor" });
/** The chat a tag is about. */
export const TagChat = Type.Integer({
  minimum: Number.MIN_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
  description: "Chat it is limited to",
});
/** Path of a tag. */
export const tagPath = { bot: BotId, id: RecordId };

/** A tag as the API shows it. */
export const TagAnswer = Type.Object({
  id: RecordId,
  name: Type.String(),
  color: TagColorName,
  chat: nullable(TagChat),
}, { title: "Tag", description: "`chat` is `null` for a tag of the whole bot" });

/** A tag as the API shows it. */
export function toTagAnswer({ id, name, color, chatId }: Tag): Static<typeof TagAnswer> {
  return { id, name, color, chat: chatId === 0 ? null : chatId };
}
