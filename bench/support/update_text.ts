/** Id of the first update of a stand-in. */
export const firstId = 5_000_000;

/** A text message of one of 50 chats, as upstream spells it. */
export function updateText(id: number, text: string): string {
  const message = {
    message_id: id,
    from: { id: 42, is_bot: false, first_name: "Ann", language_code: "en" },
    chat: { id: chatOf(id), first_name: "Ann", type: "private" },
    date: Math.floor(Date.now() / 1000),
    text,
  };
  return `{"update_id":${id},\n"message":${JSON.stringify(message)}}`;
}

/** The chat that an update belongs to. */
export function chatOf(id: number): number {
  return 42 + (id % 50);
}
