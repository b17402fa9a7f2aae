import type { JsonRecord } from "../base/json_value.ts";
import { messageEnvelope } from "../telegram/message_content.ts";
import { personNames } from "../telegram/person_name.ts";
import { foldText } from "./words.ts";

/** Content of a message that can be taken over by a copy of it, as `copyMessage` does. */
export function copyContent(message: JsonRecord): Record<string, unknown> {
  const taken = new Set([
    "caption",
    "caption_entities",
    "entities",
    "has_media_spoiler",
    "show_caption_above_media",
  ]);
  return Object.fromEntries(
    Object.entries(message).filter(([name]) => !messageEnvelope.has(name) || taken.has(name)),
  );
}

/** The names of a User or Chat object as they are compared. */
export function foldNames(person: JsonRecord): string {
  return foldText(personNames(person).join(" "));
}
