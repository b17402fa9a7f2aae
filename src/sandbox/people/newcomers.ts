import { generalTopicId } from "../../telegram/forum_topics.ts";
import { Bot } from "../bot.ts";
import { Conversation, type Topic } from "../conversation.ts";
import { type IncomingFile, photoSizes, storeFile } from "../media.ts";
import type { ChatMember, User } from "../bot_api_objects.ts";
import { administratorRights } from "../rights.ts";
import { readToken } from "../../telegram/token.ts";
import type { World } from "../world.ts";
import { sandboxError } from "../sandbox_error.ts";

/** A bot as it is made. */
export interface NewBot {
  readonly token?: string;
  readonly username: string;
  readonly name: string;
  /** Its profile photo. */
  readonly photo?: IncomingFile;
}

/** A person as made. */
export interface NewUser {
  readonly firstName: string;
  readonly lastName?: string;
  readonly username?: string;
  readonly languageCode?: string;
  /** Without one the sandbox picks. */
  readonly id?: number;
}

/** A group or channel as made. Everybody named is in it from the start, without a word to the bots. */
export interface NewGroup {
  readonly title: string;
  /** Public name. */
  readonly username?: string;
  /** Ids of people; the first owns it. */
  readonly members?: readonly number[];
  /** Ids of bots. They see every message: privacy mode is off here. In channels they are administrators. */
  readonly bots?: readonly number[];
  /** Ids among those who are administrators with all rights. */
  readonly administrators?: readonly number[];
  /** Names of forum topics; given, the group is a forum. */
  readonly topics?: readonly string[];
  /** A basic group, which can be upgraded. */
  readonly isBasic?: boolean;
  /** Without one the sandbox picks. */
  readonly id?: number;
}

/** Registers a bot. */
export function addBot(world: World, bot: NewBot): Bot {
  const token = bot.token ?? createToken(world);
  const read = readToken(token);
  if (typeof read === "string") {
    throw sandboxError("field_token_malformed");
  }
  if (world.bots.has(read.botId)) throw sandboxError("sandbox_bot_exists", { id: read.botId });
  const user: User = { id: read.botId, is_bot: true, first_name: bot.name, username: bot.username };
  const added = new Bot(token, user, world.clock, world.random);
  if (bot.photo !== undefined) added.photos = [photoSizes(storeFile(world, "photo", bot.photo))];
  world.bots.set(added.id, added);
  return added;
}

/** Adds a person. */
export function addUser(world: World, user: NewUser): User {
  const id = user.id ?? 100_000_001 + world.people.size;
  if (world.user(id) !== undefined) throw sandboxError("sandbox_user_exists", { id });
  const added: User = {
    id,
    is_bot: false,
    first_name: user.firstName,
    ...(user.lastName === undefined ? {} : { last_name: user.lastName }),
    ...(user.username === undefined ? {} : { username: user.username }),
    ...(user.languageCode === undefined ? {} : { language_code: user.languageCode }),
  };
  world.people.set(id, added);
  return added;
}

/** Adds a group, a forum or a channel. */
export function addGroup(world: World, group: NewGroup, type: "supergroup" | "channel"): Conversation {
  const isBasic = group.isBasic === true;
  const id = group.id ?? (isBasic ? -4_000_000_001 : -1_001_000_000_001) - world.groups.size;
  if (id >= 0 || world.groups.has(id)) throw sandboxError("sandbox_group_id_invalid", { id });
  const added = new Conversation({
    id,
    title: group.title,
    ...(group.username === undefined ? {} : { username: group.username }),
    type: isBasic ? "group" : type,
    ...(group.topics === undefined ? {} : { is_forum: true }),
  }, { keep: world.limits.messagesPerChat });
  world.groups.set(id, added);
  enrol(world, added, group);
  for (const name of group.topics ?? []) addTopic(added, name);
  return added;
}

/** Adds a forum topic; its id is that of the message that announces it. */
export function addTopic(conversation: Conversation, name: string, iconColor = 7322096): Topic {
  const next = conversation.takeMessageId();
  // The first message of a forum stands for the General topic.
  const id = next === generalTopicId ? conversation.takeMessageId() : next;
  const topic: Topic = { id, name, iconColor, isClosed: false };
  conversation.topics.set(topic.id, topic);
  return topic;
}

function enrol(world: World, conversation: Conversation, group: NewGroup): void {
  const administrators = new Set(group.administrators);
  (group.members ?? []).forEach((id, index) => {
    const user = world.people.get(id);
    if (user === undefined) throw sandboxError("sandbox_user_unknown", { id });
    conversation.members.set(id, newMember(user, index === 0 ? "creator" : administrators.has(id)));
  });
  for (const id of group.bots ?? []) {
    const bot = world.bots.get(id);
    if (bot === undefined) throw sandboxError("sandbox_bot_unknown", { id });
    const isAdministrator = conversation.chat.type === "channel" || administrators.has(id);
    conversation.members.set(id, newMember(bot.user, isAdministrator));
  }
}

function newMember(user: User, rank: "creator" | boolean): ChatMember {
  if (rank === "creator") return { status: "creator", user, is_anonymous: false };
  return rank
    ? { status: "administrator", user, can_be_edited: false, ...administratorRights(true) }
    : { status: "member", user };
}

function createToken(world: World): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
  const secret = Array.from(
    { length: 33 },
    () => alphabet[Math.floor(world.random() * alphabet.length)] ?? "A",
  );
  return `${7_000_000_001 + world.bots.size}:AA${secret.join("")}`;
}
