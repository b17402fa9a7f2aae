import Type, { type TArray, type TString } from "typebox";
import { ValueError, type ValueKind } from "../../base/value_kind.ts";

/** The ID of a chat, or of a chat and one of its forum topics. */
const placePattern = /^-?[1-9]\d{0,15}(\/[1-9]\d{0,15})?$/;

/** Chats, and forum topics of chats, each as people write it. */
export const Places: TArray<TString> = Type.Array(Type.String({ pattern: placePattern.source }), {
  minItems: 1,
  maxItems: 1_000,
});

/** A chat (`-1001234567890`) or a forum topic (`-1001234567890/7`), as people write it and as it is kept. */
export const placeKind: ValueKind<string> = {
  placeholder: "CHAT,CHAT/TOPIC",
  schema: Type.Union([Type.Integer(), Type.String()]),
  parse(value) {
    const text = String(value).trim();
    if (placePattern.test(text)) return text;
    throw new ValueError("the number of a chat, or of a chat and a topic, such as -1001234567890/7");
  },
};

/** The place of a chat, or of a forum topic in it (0 for none). */
export function toPlace(chatId: number, topicId: number): string {
  return topicId === 0 ? String(chatId) : `${chatId}/${topicId}`;
}

/** The chat that a place is, or is in. */
export function chatOfPlace(place: string): number {
  return Number(place.split("/", 1)[0]);
}

/** The forum topic of a place; 0 where it is a whole chat. */
export function topicOfPlace(place: string): number {
  return Number(place.split("/", 2)[1] ?? 0);
}

/** Whether a chat, or a forum topic in it (0 for none), is one of the places or in one of them. */
export function isPlaceListed(places: readonly string[], chatId: number, topicId: number): boolean {
  return places.includes(String(chatId)) || topicId !== 0 && places.includes(toPlace(chatId, topicId));
}
