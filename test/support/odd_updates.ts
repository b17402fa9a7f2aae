/** Updates as no Telegram server sends them, but as a faulty or hostile one may. */

type Json = Readonly<Record<string, unknown>>;

/** An update as JSON text, and the chat it was made for. */
export interface OddUpdate {
  readonly json: string;
  readonly chatId: number;
  /** Message id it was made with. */
  readonly messageId: number;
}

const dateSec = 1_790_000_000;
const file = { file_id: "AgADf", file_unique_id: "u", file_size: 5, width: 90, height: 90 };
const user = {
  id: 42,
  is_bot: false,
  first_name: "Ann",
  last_name: "Lee",
  username: "ann_lee",
  language_code: "en",
};

/** What a message can hold, one of each way of showing it. */
const contents: readonly Json[] = [
  {
    text: "see https://a.example #tag",
    entities: [{ type: "url", offset: 4, length: 17 }, { type: "bold", offset: 0, length: 3 }],
    reply_markup: {
      inline_keyboard: [[{ text: "Go", url: "https://b.example/" }, { text: "No", callback_data: "n" }]],
    },
  },
  {
    photo: [file, { ...file, width: 600 }],
    caption: "sunset",
    caption_entities: [{ type: "italic", offset: 0, length: 6 }],
  },
  {
    video: { ...file, duration: 9, thumbnail: file, cover: [file], file_name: "a.mp4" },
    media_group_id: "album",
  },
  { audio: { ...file, duration: 9, title: "Song", performer: "Band" } },
  { voice: { ...file, duration: 9 } },
  { document: { ...file, file_name: "a.pdf", mime_type: "application/pdf", thumbnail: file } },
  { sticker: { ...file, emoji: "👍", is_animated: true, thumbnail: file } },
  { location: { latitude: 52.5, longitude: 13.4, live_period: 60 } },
  { venue: { location: { latitude: 52.5, longitude: 13.4 }, title: "Museum", address: "Island 1" } },
  { contact: { phone_number: "+491", first_name: "Zoe", last_name: "Z" } },
  {
    poll: {
      id: "p1",
      question: "Tea?",
      options: [{ text: "yes", voter_count: 1 }],
      total_voter_count: 1,
      type: "quiz",
      correct_option_id: 0,
    },
  },
  { dice: { emoji: "🎲", value: 4 } },
  { checklist: { title: "List", tasks: [{ id: 1, text: "one", completion_date: dateSec }] } },
  { game: { title: "Chess", description: "d", photo: [file] } },
  { invoice: { title: "T", description: "d", currency: "EUR", total_amount: 100 } },
  { story: { chat: { id: 5, type: "private", first_name: "Eve" }, id: 1 } },
  { paid_media: { star_count: 5, paid_media: [{ type: "photo", photo: [file] }] } },
  { gift: { gift: { id: "g", star_count: 5, sticker: { emoji: "🎁" } }, text: "hi" } },
  {
    rich_message: {
      blocks: [{ type: "paragraph", text: ["a", { type: "bold", text: "b" }] }, { cells: [[{ text: "c" }]] }],
    },
  },
  { new_chat_members: [user] },
  { left_chat_member: user },
  { new_chat_title: "New" },
  { new_chat_photo: [file] },
  { pinned_message: { message_id: 1, date: dateSec, chat: { id: 1, type: "private" }, text: "old" } },
  { migrate_to_chat_id: -100_777 },
  { message_thread_id: 5, is_topic_message: true, forum_topic_created: { name: "Roses", icon_color: 7 } },
  { successful_payment: { currency: "USD", total_amount: 1, invoice_payload: "x" } },
  { hologram: { size: 5, parts: ["x"] } },
  {
    text: "re",
    quote: { text: "q" },
    reply_to_message: { message_id: 1, date: dateSec, chat: { id: 1 }, from: user, text: "old" },
  },
  { text: "re", external_reply: { origin: { type: "hidden_user", sender_user_name: "Q", date: dateSec } } },
  {
    text: "fw",
    forward_origin: { type: "user", sender_user: user, date: dateSec },
    via_bot: { id: 8, is_bot: true, username: "b_bot" },
  },
  {
    text: "edited",
    edit_date: dateSec + 5,
    sender_chat: { id: -5, type: "channel", title: "News" },
    author_signature: "A",
  },
];

/** Updates that are no messages. */
const events: readonly ((place: { readonly chat: Json; readonly message: Json }) => Json)[] = [
  ({ message }) => ({ callback_query: { id: "1", from: user, message, data: "n", chat_instance: "c" } }),
  ({ chat }) => ({
    message_reaction: {
      chat,
      message_id: 1,
      user,
      date: dateSec,
      old_reaction: [],
      new_reaction: [{ type: "emoji", emoji: "👍" }],
    },
  }),
  ({ chat }) => ({
    message_reaction_count: {
      chat,
      message_id: 1,
      date: dateSec,
      reactions: [{ type: { type: "emoji", emoji: "👍" }, total_count: 2 }],
    },
  }),
  ({ chat }) => ({
    chat_member: {
      chat,
      from: user,
      date: dateSec,
      old_chat_member: { user, status: "left" },
      new_chat_member: { user, status: "administrator", can_pin_messages: true, custom_title: "Boss" },
    },
  }),
  ({ chat }) => ({
    my_chat_member: { chat, from: user, date: dateSec, new_chat_member: { user, status: "member" } },
  }),
  ({ chat }) => ({ chat_join_request: { chat, from: user, user_chat_id: 42, date: dateSec, bio: "hi" } }),
  () => ({
    poll: { id: "p1", question: "Tea?", options: [{ text: "yes", voter_count: 3 }], total_voter_count: 3 },
  }),
  () => ({ poll_answer: { poll_id: "p1", user, option_ids: [0] } }),
  () => ({ inline_query: { id: "1", from: user, query: "q", offset: "" } }),
  ({ chat }) => ({ deleted_business_messages: { business_connection_id: "bc", chat, message_ids: [1, 2] } }),
  ({ message }) => ({ edited_message: { ...message, edit_date: dateSec + 9, text: "new" } }),
  ({ message }) => ({ channel_post: message }),
  ({ message }) => ({ business_message: { ...message, business_connection_id: "bc" } }),
  ({ chat }) => ({ chat_boost: { chat, boost: { boost_id: "b", add_date: dateSec } } }),
  () => ({ update_of_the_future: { id: 1, from: user } }),
];

const levels = 100_000;
/** Stand for what no value holds, or none that can be written: they are put into the JSON text. */
const rawTexts: Readonly<Record<string, string>> = {
  "@huge@": "1e400",
  "@long@": "123456789012345678901234567890",
  "@tiny@": "-1e-400",
  "@lists@": "[".repeat(levels) + "]".repeat(levels),
  "@objects@": '{"text":'.repeat(levels) + "1" + "}".repeat(levels),
  "@replies@": '{"message_id":1,"date":1,"chat":{"id":1},"reply_to_message":'.repeat(3_000) + "1" +
    "}".repeat(3_000),
};
const oddNames = [
  "__proto__",
  "constructor",
  "toString",
  "hologram",
  "\u0000",
  "\ud83d",
  "",
  "text",
  "message_id",
  "date",
  "chat",
];

/** Makes updates of every kind with one to three faults each, the same ones for the same numbers. */
export class OddUpdateMaker {
  readonly #random: () => number;
  #count = 0;

  /** @param random numbers in [0, 1) */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** The next update, in a chat of its own. */
  make(updateId: number): OddUpdate {
    const index = this.#count++;
    const chatId = -1_000 - index;
    const chat = {
      id: chatId,
      type: "supergroup",
      title: `Chat ${index}`,
      username: `chat_${index}`,
      is_forum: true,
    };
    const message = { message_id: 1, date: dateSec, chat, from: user, ...contents[index % contents.length] };
    const event = index % 3 === 2 ? this.#pick(events)({ chat, message }) : { message };
    let update: unknown = event;
    const [kind = ""] = Object.keys(event);
    for (let faults = 1 + Math.floor(this.#random() * 3); faults > 0; faults--) {
      update = { [kind]: this.#spoil((update as Json)[kind]) }; // Made just above.
    }
    const json = JSON.stringify({ update_id: updateId, ...(update as Json) })
      .replace(/"(@\w+@)"/g, (whole, name) => rawTexts[name] ?? whole);
    return { json, chatId, messageId: 1 };
  }

  /** The same value with a fault at one place of it. */
  #spoil(value: unknown): unknown {
    if (typeof value !== "object" || value === null || this.#random() < 0.12) return this.#oddValue(value);
    if (Array.isArray(value)) {
      if (value.length === 0) return [this.#oddValue(value)];
      const place = Math.floor(this.#random() * value.length);
      return value.map((each, index) => index === place ? this.#spoil(each) : each);
    }
    const entries = Object.entries(value);
    const choice = this.#random();
    if (choice < 0.08 || entries.length === 0) {
      // Not by assignment: that would set what an object inherits from.
      return Object.fromEntries([...entries, [this.#pick(oddNames), this.#oddValue(value)]]);
    }
    const place = Math.floor(this.#random() * entries.length);
    if (choice < 0.2) return Object.fromEntries(entries.filter((_, index) => index !== place));
    return Object.fromEntries(
      entries.map(([name, member], index) => [name, index === place ? this.#spoil(member) : member]),
    );
  }

  #oddValue(before: unknown): unknown {
    return this.#pick<() => unknown>([
      () => null,
      () => 0,
      () => -1,
      () => -1.5,
      () => 1e15,
      () => -1e15,
      () => Number.MAX_SAFE_INTEGER,
      () => 2 ** 31,
      () => "@huge@",
      () => "@long@",
      () => "@tiny@",
      () => true,
      () => "",
      () => "text",
      () => "\u0000",
      () => "half \ud83d sign",
      () => "\udc00\ud800",
      () => "x".repeat(70_000),
      () => "constructor",
      () => "2026-09-16T12:00:00Z",
      () => [],
      () => [[[]]],
      () => [null, 0, "text", {}],
      () => Array.from({ length: 3_000 }, () => ({ text: "x" })),
      () => ({}),
      () => ({ text: { text: {} } }),
      () => ({ id: "7", toString: 1, length: -1 }),
      () => "@lists@",
      () => "@objects@",
      () => "@replies@",
      () => [before],
      () => ({ id: before }),
      () => String(before),
    ])();
  }

  #pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.#random() * values.length)]!; // Numbers in [0, 1) always hit one.
  }
}
