/** Who gets broadcasts: people in the archive, and those with tags. */
import type { Tags } from "../../account/tags.ts";
import type { ArchiveService } from "../../archive/archive_functions.ts";
import type { StoredChat, StoredUser } from "../../archive/archive_store.ts";
import type { Clock } from "../../base/clock.ts";
import { asText } from "../../base/json_value.ts";
import type { AudienceFilter } from "../../broadcasting/broadcast.ts";
import type { Candidate } from "../../broadcasting/broadcast_store.ts";
import type { AudiencePage, People, Person } from "../../broadcasting/ports.ts";

/** Options for {@linkcode createBroadcastPeople}. */
interface BroadcastPeopleOptions {
  /** `undefined` when nothing is archived. */
  readonly archive: Pick<ArchiveService, "chats" | "users"> | undefined;
  readonly tags: Pick<Tags, "users" | "ofUsers">;
  readonly clock: Clock;
}

/** As many as the archive gives at a time. */
const pageSize = 100;

/** People as the archive and the tags know them. */
export function createBroadcastPeople({ archive, tags, clock }: BroadcastPeopleOptions): People {
  const usersAmong = async (botId: number, ids: readonly number[]) => {
    const found = new Map<number, StoredUser>();
    for (let start = 0; archive !== undefined && start < ids.length; start += pageSize) {
      const among = ids.slice(start, start + pageSize);
      const { items } = await archive.users({ botId, among, limit: pageSize });
      for (const user of items) found.set(user.userId, user);
    }
    return found;
  };
  const toCandidates = (ids: readonly number[], users: ReadonlyMap<number, StoredUser>): Candidate[] =>
    ids.map((chatId) => ({ chatId, activeAtMs: users.get(chatId)?.lastAtMs ?? 0 }));

  return {
    hasChats: archive !== undefined,
    async privateChats(botId, filter, cursor) {
      if (archive === undefined) return { candidates: [], next: undefined };
      const place = readPlace(cursor, clock);
      const page = await archive.chats({ botId, cursor: place.at, limit: pageSize });
      const ids = page.items.filter(isReachable).map(({ chatId }) => chatId);
      const users = await usersAmong(botId, ids);
      const wanted = await filterIds(ids, users, filter, (ids) => tags.ofUsers(botId, ids));
      return {
        candidates: toCandidates(wanted, users),
        next: nextPlace(place, page),
        isRepeat: place.isSecond,
      };
    },
    async tagged(botId, tagId, cursor) {
      const found = await tags.users(botId, tagId, cursor === "" ? 0 : Number(cursor), pageSize);
      const ids = found.map(({ userId }) => userId);
      const last = ids.at(-1);
      const next = ids.length < pageSize || last === undefined ? undefined : String(last);
      return { candidates: toCandidates(ids, await usersAmong(botId, ids)), next };
    },
    async of(botId, ids) {
      const users = await usersAmong(botId, ids.filter((id) => id > 0));
      return new Map([...users].map(([id, user]) => [id, toPerson(user)]));
    },
  };
}

function toPerson({ facts, username }: StoredUser): Person {
  return {
    firstName: asText(facts.first_name),
    lastName: asText(facts.last_name),
    username,
    language: asText(facts.language_code),
  };
}

/** A private chat of somebody who has not blocked the bot. */
function isReachable({ type, membership }: StoredChat): boolean {
  return type === "private" && membership?.status !== "kicked";
}

type TagsOf = (ids: readonly number[]) => Promise<ReadonlyMap<number, readonly { readonly id: number }[]>>;

async function filterIds(
  ids: readonly number[],
  users: ReadonlyMap<number, StoredUser>,
  { tags, withoutTags, languages, activeSinceMs, inactiveSinceMs }: AudienceFilter,
  tagsOf: TagsOf,
): Promise<number[]> {
  const needsTags = tags !== undefined || withoutTags !== undefined;
  const tagged: Awaited<ReturnType<TagsOf>> = needsTags ? await tagsOf(ids) : new Map();
  const has = (id: number, some: readonly number[]) =>
    tagged.get(id)?.some((tag) => some.includes(tag.id)) ?? false;
  return ids.filter((id) => {
    const user = users.get(id);
    const lastAtMs = user?.lastAtMs ?? 0;
    return (tags === undefined || has(id, tags)) && !(withoutTags !== undefined && has(id, withoutTags)) &&
      (activeSinceMs === undefined || lastAtMs >= activeSinceMs) &&
      (inactiveSinceMs === undefined || lastAtMs < inactiveSinceMs) &&
      (languages === undefined || isSpeaker(asText(user?.facts.language_code), languages));
  });
}

function isSpeaker(code: string, languages: readonly string[]): boolean {
  const own = code.toLowerCase();
  return languages.some((language) =>
    own === language.toLowerCase() || own.startsWith(`${language.toLowerCase()}-`)
  );
}

/** Telegram's clock and ours differ a little, and its times are whole seconds. */
const slackMs = 60_000;

/**
 * How far the private chats are read. They are ordered by their last activity: whoever becomes active while they are
 * read moves to the front. So the front is read once more, down to where the reading began.
 */
interface Place {
  readonly sinceMs: number;
  readonly isSecond: boolean;
  readonly at: string | undefined;
}

function readPlace(cursor: string, clock: Clock): Place {
  if (cursor === "") return { sinceMs: clock.now() - slackMs, isSecond: false, at: undefined };
  const [pass, since, ...at] = cursor.split("/");
  return { sinceMs: Number(since), isSecond: pass === "2", at: at.join("/") || undefined };
}

function nextPlace(
  { sinceMs, isSecond }: Place,
  { items, next }: { readonly items: readonly StoredChat[]; readonly next: string | undefined },
): AudiencePage["next"] {
  if (!isSecond && next !== undefined) return `1/${sinceMs}/${next}`;
  if (!isSecond) return `2/${sinceMs}/`;
  const isBehind = (items.at(-1)?.lastAtMs ?? 0) < sinceMs;
  return next === undefined || isBehind ? undefined : `2/${sinceMs}/${next}`;
}
