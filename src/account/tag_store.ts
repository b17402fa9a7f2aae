/** Colours a tag may have, by their names: what they look like is the page's business. */
export const tagColors = ["grey", "red", "orange", "yellow", "green", "blue", "purple", "pink"] as const;

/** One of {@linkcode tagColors}. */
export type TagColor = (typeof tagColors)[number];

/** What operators mark users of a bot with. */
export interface Tag {
  readonly id: number;
  readonly botId: number;
  /** The only chat it is about; 0 for all of the bot's. */
  readonly chatId: number;
  /** Unique, whatever its case, among the tags of the same bot and chat. */
  readonly name: string;
  readonly color: TagColor;
  /** Milliseconds since the epoch. */
  readonly addedAtMs: number;
}

/** A user who has a tag. */
export interface TaggedUser {
  readonly userId: number;
  /** Milliseconds since the epoch. */
  readonly taggedAtMs: number;
}

/** Why a change of tags was not made. */
export type TagRefusal = "name-taken" | "too-many" | "absent";

/** Where tags are kept. Each call is one transaction. What is asked of one bot never tells of another's. */
export interface TagStore {
  /** Up to `limit` tags with ids above `after`, ascending. */
  tags(botId: number, after: number, limit: number): Promise<readonly Tag[]>;
  tag(botId: number, id: number): Promise<Tag | undefined>;
  /** Adds, and gives the id. `absent`: there is no such bot. */
  insertTag(tag: Omit<Tag, "id">, max: number): Promise<Tag | TagRefusal>;
  updateTag(
    botId: number,
    id: number,
    patch: Partial<Pick<Tag, "name" | "color">>,
  ): Promise<Tag | TagRefusal>;
  /** Removes, from all users too; whether there was one. */
  deleteTag(botId: number, id: number): Promise<boolean>;

  /** Gives a user a tag; nothing when they have it. `absent`: there is no such tag. */
  tagUser(botId: number, id: number, user: TaggedUser, max: number): Promise<TagRefusal | undefined>;
  /** Whether they had it. */
  untagUser(botId: number, id: number, userId: number): Promise<boolean>;
  /** Up to `limit` users with a tag and ids above `after`, ascending. */
  taggedUsers(botId: number, id: number, after: number, limit: number): Promise<readonly TaggedUser[]>;
  /** The tags of each of these users who has any, by name. */
  tagsOf(botId: number, userIds: readonly number[]): Promise<ReadonlyMap<number, readonly Tag[]>>;
  /** Takes all tags of a bot from a user. */
  untagEverywhere(botId: number, userId: number): Promise<void>;
}
