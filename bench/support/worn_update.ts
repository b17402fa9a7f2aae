const chats = 50;
const people = 2000;
/** Length of a short text message as an update. */
const updateBytes = 339;

/** A text message of 339 bytes in one of 50 groups, with words as rare as in what people write. */
export function wornUpdate(id: number, dateSec: number): string {
  // Multiplied, so that neighbours in time are none in the indexes.
  const spread = Math.imul(id, 2_654_435_761) >>> 0;
  const user = 1000 + spread % people;
  const message = {
    message_id: id,
    from: { id: user, is_bot: false, first_name: `Name${user % 500}`, username: `user_${user}` },
    chat: { id: -1_001_000_000_000 - spread % chats, title: `Group ${spread % chats}`, type: "supergroup" },
    date: dateSec,
    text: `word${spread % 977} and word${spread % 49_999} say`,
  };
  const text = `{"update_id":${id},"message":${JSON.stringify(message)}}`;
  return text.replace(/"}}$/, `${" more".repeat(40)}`.slice(0, updateBytes - text.length) + '"}}');
}
