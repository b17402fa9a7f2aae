/** Stands inside file ids for the tag of the bot that will read them: every bot has ids of its own for the same file. */
export const fileTagMark = "<~bot~>";
