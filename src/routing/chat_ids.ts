/** Which ids are the same chat: a group that becomes a supergroup gets a new one. */
export interface ChatIds {
  /** The id a chat goes by now. */
  current(botId: number, chatId: number): number;
  /** These chats under all their ids. */
  allIds(botId: number, chatIds: readonly number[]): readonly number[];
}
