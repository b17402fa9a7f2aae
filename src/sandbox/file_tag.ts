/** Stands inside file ids for the tag of the bot that will read them: every bot has ids of its own for the same file. */
export const fileTagMark = "<~bot~>";

/** Ten characters that tell a bot's file ids from another's. */
export function fileTagOf(botId: number): string {
  return botId.toString(36).padStart(10, "0").slice(-10);
}

/** JSON as one bot sees it: file ids carry its tag. */
export function personalise(json: string, botId: number): string {
  return json.includes(fileTagMark) ? json.replaceAll(fileTagMark, fileTagOf(botId)) : json;
}

/** Plain data as one bot sees it. */
export function seenBy<T>(value: T, botId: number): T {
  const json = JSON.stringify(value) ?? "";
  // It is the same data with other texts in it.
  return json.includes(fileTagMark) ? JSON.parse(personalise(json, botId)) as T : value;
}
