import Type from "typebox";

const id = Type.Integer();
const ids = Type.Array(Type.Integer());
const place = { bot: Type.Optional(id), chat: Type.Optional(id) };
const strict = { additionalProperties: false };

/** Objects that the control API takes; the names are those of the methods of `Sandbox`. */
export const botSchema = Type.Object({
  username: Type.String({ minLength: 1 }),
  name: Type.String({ minLength: 1 }),
  token: Type.Optional(Type.String()),
  photo: Type.Optional(Type.Object({ base64: Type.String() }, strict)),
}, strict);
export const userSchema = Type.Object({
  firstName: Type.String({ minLength: 1 }),
  lastName: Type.Optional(Type.String()),
  username: Type.Optional(Type.String()),
  languageCode: Type.Optional(Type.String()),
  id: Type.Optional(Type.Integer({ minimum: 1 })),
}, strict);
export const groupSchema = Type.Object({
  title: Type.String({ minLength: 1 }),
  username: Type.Optional(Type.String()),
  members: Type.Optional(ids),
  bots: Type.Optional(ids),
  administrators: Type.Optional(ids),
  topics: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
  isBasic: Type.Optional(Type.Boolean()),
  id: Type.Optional(id),
}, strict);
export const topicSchema = Type.Object({ chat: id, name: Type.String({ minLength: 1 }) }, strict);
export const speechSchema = Type.Object({
  ...place,
  from: id,
  text: Type.Optional(Type.String()),
  caption: Type.Optional(Type.String()),
  file: Type.Optional(Type.Object({
    type: Type.Union([
      Type.Literal("photo"),
      Type.Literal("document"),
      Type.Literal("video"),
      Type.Literal("audio"),
      Type.Literal("voice"),
      Type.Literal("animation"),
      Type.Literal("video_note"),
      Type.Literal("sticker"),
    ]),
    base64: Type.String(),
    fileName: Type.Optional(Type.String()),
    mimeType: Type.Optional(Type.String()),
  }, strict)),
  mediaGroupId: Type.Optional(Type.String()),
  replyTo: Type.Optional(id),
  topic: Type.Optional(id),
  content: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
}, strict);
export const correctionSchema = Type.Object({
  ...place,
  from: id,
  messageId: id,
  text: Type.Optional(Type.String()),
  caption: Type.Optional(Type.String()),
}, strict);
export const pressSchema = Type.Object(
  { ...place, from: id, messageId: id, data: Type.Optional(Type.String()) },
  strict,
);
export const inlineAskSchema = Type.Object(
  { from: id, bot: id, query: Type.String(), offset: Type.Optional(Type.String()) },
  strict,
);
export const inlineChoiceSchema = Type.Object(
  { ...place, from: id, queryId: Type.String(), resultId: Type.String() },
  strict,
);
export const querySchema = Type.Object({ queryId: Type.String() }, strict);
export const reactingSchema = Type.Object({
  ...place,
  from: id,
  messageId: id,
  emoji: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])),
}, strict);
export const moveSchema = Type.Object({ chat: id, user: id, by: Type.Optional(id) }, strict);
export const rankingSchema = Type.Object({
  chat: id,
  user: id,
  by: Type.Optional(id),
  status: Type.Union([
    Type.Literal("administrator"),
    Type.Literal("member"),
    Type.Literal("kicked"),
    Type.Literal("left"),
  ]),
}, strict);
export const joinRequestSchema = Type.Object({
  chat: id,
  user: id,
  bio: Type.Optional(Type.String()),
  inviteLink: Type.Optional(Type.String()),
}, strict);
export const chatSchema = Type.Object({ chat: id }, strict);
export const voteSchema = Type.Object({ ...place, from: id, messageId: id, options: ids }, strict);
export const messageSchema = Type.Object({ ...place, from: id, messageId: id }, strict);
export const boostSchema = Type.Object(
  { chat: id, user: id, isRemoved: Type.Optional(Type.Boolean()) },
  strict,
);
export const businessSchema = Type.Object({ user: id, bot: id, isEnabled: Type.Boolean() }, strict);
export const blockSchema = Type.Object({ user: id, bot: id, isBlocked: Type.Boolean() }, strict);
export const placeSchema = Type.Object({ ...place, user: Type.Optional(id) }, strict);
export const injectionSchema = Type.Object(
  { bot: id, update: Type.Record(Type.String(), Type.Unknown()) },
  strict,
);
export const faultSchema = Type.Object({
  botId: Type.Optional(id),
  method: Type.Optional(Type.String()),
  times: Type.Optional(Type.Integer({ minimum: 1 })),
  delayMs: Type.Optional(Type.Integer({ minimum: 0 })),
  status: Type.Optional(Type.Integer({ minimum: 400, maximum: 599 })),
  description: Type.Optional(Type.String()),
  retryAfterSec: Type.Optional(Type.Integer({ minimum: 1 })),
  drop: Type.Optional(Type.Union([Type.Literal("before"), Type.Literal("after")])),
  hang: Type.Optional(Type.Boolean()),
  cutAfterBytes: Type.Optional(Type.Integer({ minimum: 0 })),
  truncateToBytes: Type.Optional(Type.Integer({ minimum: 0 })),
}, strict);
export const revocationSchema = Type.Object({ bot: id, isRevoked: Type.Boolean() }, strict);
export const renumberSchema = Type.Object({
  bot: id,
  firstId: Type.Integer({ minimum: 1, maximum: 1_999_999_999 }),
  pending: Type.Optional(Type.Union([Type.Literal("renumber"), Type.Literal("drop")])),
}, strict);
