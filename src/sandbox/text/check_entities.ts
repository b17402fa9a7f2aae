import type { MessageEntity } from "../bot_api_objects.ts";
import { badRequest } from "../refusals.ts";
import { byteOffset } from "./builder.ts";

/** tdlib takes no offset and no length beyond it. */
const maxOffset = 1_000_000;

/**
 * The entities that mark something, when all of them lie in the text; those of no length do not.
 *
 * @throws {TelegramError} 400 for one that begins or ends outside of the text, or inside of a sign that takes two units.
 */
export function checkEntities(text: string, entities: readonly MessageEntity[]): MessageEntity[] {
  for (const { offset, length } of entities) {
    if (!isInRange(offset)) throw badRequest(`receive an entity with incorrect offset ${offset}`);
    if (!isInRange(length)) throw badRequest(`receive an entity with incorrect length ${length}`);
  }
  const marking = entities.filter(({ length }) => length > 0);
  for (const { offset, length } of marking) {
    const end = offset + length;
    const entity = `entity beginning at UTF-16 offset ${offset}`;
    if (offset > text.length) {
      throw badRequest(
        `entity begins after the end of the text at byte offset ${byteOffset(text, text.length)}`,
      );
    }
    if (end > text.length) {
      throw badRequest(`${entity} ends after the end of the text at UTF-16 offset ${text.length}`);
    }
    if (isInsideSign(text, offset)) {
      throw badRequest(
        `entity begins in a middle of a UTF-16 symbol at byte offset ${byteOffset(text, offset + 1)}`,
      );
    }
    if (isInsideSign(text, end)) {
      throw badRequest(
        `${entity} ends in a middle of a UTF-16 symbol at byte offset ${byteOffset(text, end + 1)}`,
      );
    }
  }
  return marking;
}

function isInRange(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= maxOffset;
}

function isInsideSign(text: string, offset: number): boolean {
  return offset > 0 && (text.codePointAt(offset - 1) ?? 0) > 0xffff;
}
