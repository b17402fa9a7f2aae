/** What Telegram's descriptions mean to an operator, and what to do; the first that fits holds. */
const meanings: readonly (readonly [description: RegExp, meaning: string])[] = [
  [/blocked by the user/i, "This person has blocked the bot, and only they can undo that"],
  [/user is deactivated/i, "This person's account is gone"],
  [/can't initiate conversation/i, "A bot cannot write first: the person has to start it"],
  [/bot can't send messages to bots/i, "Bots cannot write to this bot"],
  [/bot was kicked/i, "The bot was removed from this chat; let an administrator add it again"],
  [/bot is not a member/i, "The bot is not in this chat; add it first"],
  [/group chat was deleted/i, "This group is gone"],
  [/upgraded to a supergroup/i, "The group became a supergroup; use the chat id in migrate_to_chat_id"],
  [
    /chat not found/i,
    "The bot has never met this chat, or the id is wrong; let somebody write to it there first",
  ],
  [
    /not enough rights|have no rights|administrator rights|ADMIN_REQUIRED|RIGHT_FORBIDDEN|need to be (an )?admin/i,
    "The bot lacks the right; make it an administrator of the chat with the right that this needs",
  ],
  [
    /can't (remove|demote|restrict) chat owner|is an administrator of the chat|can't restrict self/i,
    "Owners, and administrators whom others promoted, are out of the bot's reach",
  ],
  [/not an administrator/i, "This needs an administrator; promote the person first"],
  [/message is not modified/i, "It says that already; nothing had to be done"],
  [
    /message can't be edited|no (text|caption) in the message to edit/i,
    "A bot can edit its own messages only, and a text only where one is",
  ],
  [
    /message can't be deleted/i,
    "A bot can delete messages of the last 48 hours, those of others only with the right to",
  ],
  [
    /message (to \w+ |to be replied |identifier )?(is )?not (found|specified)|replied message not found|MESSAGE_ID_INVALID/i,
    "There is no such message in this chat; it may have been deleted",
  ],
  [
    /can't parse entities/i,
    "The text does not fit its parse_mode; escape what is no formatting, or leave it out",
  ],
  [/too long/i, "Telegram takes 4,096 characters of text and 1,024 of a caption; send it in parts"],
  [/text is empty|must be non-empty/i, "Nothing is left of the text without its formatting; write something"],
  [
    /wrong (remote )?file.?id|invalid file_id|wrong type of|wrong file identifier/i,
    "A file id holds for the bot that got it, and for its kind of media only",
  ],
  [
    /failed to get HTTP URL content|wrong (type of the web page|HTTP URL)/i,
    "Telegram cannot fetch this URL; upload the file instead",
  ],
  [
    /too big|too large/i,
    "Telegram's own servers send up to 50 MB and give out up to 20 MB; a self-hosted one does more",
  ],
  [/PARTICIPANT|user not found|USER_ID_INVALID/i, "This person is not known in this chat"],
  [/REQUESTER_MISSING/i, "There is no such join request any more"],
  [/REACTION/i, "This chat does not allow this reaction, or bots cannot use it"],
  [/BUTTON/i, "Telegram does not take one of the buttons; look at its URL or its data of at most 64 bytes"],
  [/INVITE_HASH|invite.?link/i, "There is no such invite link of this bot"],
  [/available only for supergroups|private chat/i, "This kind of chat has no such thing"],
];

const tokenMeaning = "The bot's token is no longer valid; PUT its new one to /bots/{bot}/token";
const haste = "Telegram wants the bot to slow down; try again after retry_after seconds";

/** All that {@linkcode meaningOf} may say. */
export const everyMeaning: readonly string[] = [
  tokenMeaning,
  haste,
  ...meanings.map(([, meaning]) => meaning),
];

/** What an error of Telegram's means and what to do, in a sentence without a full stop; empty when that is not known. */
export function meaningOf(code: number, description: string): string {
  if (code === 401) return tokenMeaning;
  if (code === 429) return haste;
  return meanings.find(([pattern]) => pattern.test(description))?.[1] ?? "";
}
