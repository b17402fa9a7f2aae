/** What methods of Bot API 10.1 that do more than read answer, where it is not `true`. */
export const methodResults: Readonly<Record<string, string>> = {
  ...toEach(
    "Message",
    "sendMessage forwardMessage sendPhoto sendLivePhoto sendAudio sendDocument sendVideo sendAnimation sendVoice " +
      "sendVideoNote sendPaidMedia sendLocation sendVenue sendContact sendPoll sendChecklist sendDice " +
      "editMessageChecklist sendSticker sendRichMessage sendInvoice sendGame editMessageText editMessageCaption " +
      "editMessageMedia editMessageLiveLocation stopMessageLiveLocation editMessageReplyMarkup setGameScore",
  ),
  ...toEach("Message[]", "sendMediaGroup"),
  ...toEach("MessageId", "copyMessage"),
  ...toEach("MessageId[]", "forwardMessages copyMessages"),
  ...toEach("File", "uploadStickerFile"),
  ...toEach("String", "exportChatInviteLink createInvoiceLink"),
  ...toEach(
    "ChatInviteLink",
    "createChatInviteLink editChatInviteLink createChatSubscriptionInviteLink editChatSubscriptionInviteLink " +
      "revokeChatInviteLink",
  ),
  ...toEach("ForumTopic", "createForumTopic"),
  ...toEach("SentGuestMessage", "answerGuestQuery"),
  ...toEach("SentWebAppMessage", "answerWebAppQuery"),
  ...toEach("Story", "postStory repostStory editStory"),
  ...toEach("PreparedInlineMessage", "savePreparedInlineMessage"),
  ...toEach("PreparedKeyboardButton", "savePreparedKeyboardButton"),
  ...toEach("Poll", "stopPoll"),
};

/** Members that objects of a type always have, with the type of each. */
export const requiredMembers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Message: { message_id: "number", date: "number", chat: "object", from: "object" },
  MessageId: { message_id: "number" },
  File: { file_id: "string", file_unique_id: "string" },
  ChatInviteLink: {
    invite_link: "string",
    creator: "object",
    creates_join_request: "boolean",
    is_primary: "boolean",
    is_revoked: "boolean",
  },
  ForumTopic: { message_thread_id: "number", name: "string", icon_color: "number" },
  SentGuestMessage: { inline_message_id: "string" },
  SentWebAppMessage: { inline_message_id: "string" },
  Story: { chat: "object", id: "number" },
  PreparedInlineMessage: { id: "string", expiration_date: "number" },
  PreparedKeyboardButton: { id: "string" },
  Poll: {
    id: "string",
    question: "string",
    options: "object",
    total_voter_count: "number",
    is_closed: "boolean",
    is_anonymous: "boolean",
    type: "string",
    allows_multiple_answers: "boolean",
    allows_revoting: "boolean",
    members_only: "boolean",
  },
};

function toEach(result: string, methods: string): Record<string, string> {
  return Object.fromEntries(methods.split(" ").map((method) => [method, result]));
}
