import type { AccessScope } from "../registry/entities/access_token.ts";
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
  const { reads, chats } = scope;
  return reads === undefined ? chats?.includes(chatId) !== false : isPlaceListed(reads, chatId, topicId);
}

/** Chats of which at least a part may be read; `undefined` for all. */
export function readableChats({ scope }: Pick<Agent, "scope">): readonly number[] | undefined {
  const { reads, chats } = scope;
  return reads === undefined ? chats : [...new Set(reads.map(chatOfPlace))];
}

/** Whether messages may be sent to a chat. */
export function mayWrite({ scope }: Pick<Agent, "scope">, chatId: number): boolean {
  return scope.readOnly !== true && scope.chats?.includes(chatId) !== false;
}
