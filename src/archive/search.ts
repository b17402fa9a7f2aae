import { messageText, surroundingText } from "../telegram/shown_texts.ts";
import {
  cursorNumber,
  fromCursor,
  type Page,
  pageLimit,
  type PageRequest,
  toCursor,
  toPage,
} from "./page.ts";
import { type ArchivedMessage, toArchivedMessage } from "./shown_message.ts";
import type { ArchiveStore, MessageFilter } from "./archive_store.ts";
import { findPhrases, foldText, type Phrase, readPhrases } from "./words.ts";

/** What is looked for. */
export interface SearchRequest extends PageRequest {
  /** Words, all of which must occur; without any, all messages that pass the filter. See {@linkcode readPhrases}. */
  readonly text?: string | undefined;
  readonly filter?: MessageFilter | undefined;
  /** `newest` first unless said otherwise; `best`: those that speak most of it, of the newest three hundred. */
  readonly order?: "newest" | "best" | undefined;
}

/** A piece of a message's text. It may hold anything people wrote: it is text, never markup. */
interface Snippet {
  readonly text: string;
  /** Starts and ends of what was looked for, in UTF-16 units. */
  readonly highlights: readonly (readonly [start: number, end: number])[];
}

/** A message that was found. */
export interface FoundMessage extends ArchivedMessage {
  readonly snippet: Snippet;
}

/** So many of the newest messages are compared when the best are wanted. */
const candidates = 300;
const snippetLength = 200;
/** How much text is before the first thing that was found. */
const leadLength = 60;
const newestId = Number.MAX_SAFE_INTEGER;

/** Searches messages. The first page of an archive of a million messages takes milliseconds. */
export async function searchArchive(
  store: ArchiveStore,
  request: SearchRequest,
): Promise<Page<FoundMessage>> {
  const phrases = readPhrases(request.text ?? "");
  // Text without a word in it, such as `%`, is looked for as well, and found nowhere.
  if (phrases.length === 0 && (request.text ?? "").trim() !== "") return { items: [], next: undefined };
  return request.order === "best" && phrases.length > 0
    ? await findBest(store, request, phrases)
    : await findNewest(store, request, phrases);
}

async function findNewest(
  store: ArchiveStore,
  request: SearchRequest,
  phrases: readonly Phrase[],
): Promise<Page<FoundMessage>> {
  const limit = pageLimit(request);
  const place = fromCursor(request.cursor, 1);
  const before = place === undefined ? newestId : cursorNumber(place[0]);
  const stored = await store.search(phrases, request.filter ?? {}, before, limit + 1);
  const found = stored.map((message) => toFound(toArchivedMessage(message), phrases));
  return toPage(found, limit, ({ id }) => toCursor(id));
}

/** Compared are the newest when the first page was asked for, so that pages fit together. */
async function findBest(
  store: ArchiveStore,
  request: SearchRequest,
  phrases: readonly Phrase[],
): Promise<Page<FoundMessage>> {
  const limit = pageLimit(request);
  const place = fromCursor(request.cursor, 2);
  const before = place === undefined ? newestId : cursorNumber(place[0]);
  const skip = place === undefined ? 0 : cursorNumber(place[1]);
  const stored = await store.search(phrases, request.filter ?? {}, before, candidates);
  const ranked = stored.map((message) => {
    const shown = toArchivedMessage(message);
    return { shown, score: scoreOf(shown, phrases) };
  }).sort((left, right) => right.score - left.score || right.shown.id - left.shown.id);
  const found = ranked.slice(skip, skip + limit + 1).map(({ shown }) => toFound(shown, phrases));
  const top = place === undefined ? (stored[0]?.id ?? 0) + 1 : before;
  return toPage(found, limit, () => toCursor(top, skip + limit));
}

/** How much of a message is what was looked for, as BM25 counts it with k = 1.2, b = 0.75 and texts of 20 words. */
function scoreOf({ message }: ArchivedMessage, phrases: readonly Phrase[]): number {
  const text = messageText(message);
  const words = foldText(text).split(" ").length;
  const inNames = findPhrases(surroundingText(message), phrases).length;
  return phrases.reduce((score, phrase) => {
    const count = findPhrases(text, [phrase]).length;
    return score + (count * 2.2) / (count + 1.2 * (0.25 + 0.75 * words / 20));
  }, inNames * 0.1);
}

function toFound(shown: ArchivedMessage, phrases: readonly Phrase[]): FoundMessage {
  const text = messageText(shown.message);
  const inText = findPhrases(text, phrases);
  if (inText.length > 0 || phrases.length === 0) return { ...shown, snippet: cutSnippet(text, inText) };
  const names = surroundingText(shown.message);
  return { ...shown, snippet: cutSnippet(names, findPhrases(names, phrases)) };
}

/** The stretch of a text with the first thing that was found; signs that take two units are not cut apart. */
function cutSnippet(text: string, found: readonly (readonly [number, number])[]): Snippet {
  const start = wholeSigns(text, Math.max((found[0]?.[0] ?? 0) - leadLength, 0));
  const end = wholeSigns(text, Math.min(start + snippetLength, text.length));
  return {
    text: text.slice(start, end),
    highlights: found.filter(([from, to]) => from >= start && to <= end).map(([from, to]) =>
      [from - start, to - start] as const
    ),
  };
}

function wholeSigns(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff && index > 0 ? index - 1 : index;
}
