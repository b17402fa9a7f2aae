import type { AccessScope } from "../registry/entities/access_token.ts";
import { topicsByChat } from "../registry/entities/scope_topics.ts";
import { chatOfPlace, isPlaceListed } from "../registry/entities/place.ts";

/** Who calls a tool: the bearer of an access token. */
export interface Agent {
  readonly botId: number;
  readonly consumerId: number;
  readonly accessTokenId: number;
  /** The token itself. */
  readonly token: string;
  /** The token's label, or its consumer's name. */
  readonly name: string;
  readonly scope: AccessScope;
}

/** Whether the history of a chat, or of one of its forum topics (0 for none), may be read. */
export function mayRead({ scope }: Pick<Agent, "scope">, chatId: number, topicId: number): boolean {
  const { reads, topics = [] } = scope;
  if (reads !== undefined) return isPlaceListed(reads, chatId, topicId);
  const ofChat = topicsByChat(topics).get(chatId);
  return ofChat === undefined ? chatsOf(scope)?.includes(chatId) !== false : ofChat.has(topicId);
}

/** Chats of which at least a part may be read; `undefined` for all. */
export function readableChats({ scope }: Pick<Agent, "scope">): readonly number[] | undefined {
  const { reads } = scope;
  return reads === undefined ? chatsOf(scope) : [...new Set(reads.map(chatOfPlace))];
}

/** Chats that are listed, whole or with topics; `undefined` for all. */
function chatsOf({ chats, topics }: AccessScope): readonly number[] | undefined {
  if (chats === undefined && topics === undefined) return undefined;
  return [...new Set([...chats ?? [], ...topicsByChat(topics ?? []).keys()])];
}

/** Whether messages may be sent to a chat, or to some of its topics. */
export function mayWrite({ scope }: Pick<Agent, "scope">, chatId: number): boolean {
  return scope.readOnly !== true && chatsOf(scope)?.includes(chatId) !== false;
}
