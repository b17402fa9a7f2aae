import type { Sandbox, SandboxBot } from "../../src/sandbox/sandbox_interface.ts";

/** Gives the next text; long enough, they all come by. */
export type NextText = () => string;

/** Where a talk took place. */
export interface TalkPlace {
  /** The group, a forum. */
  readonly group: number;
  readonly people: readonly number[];
}

/** Texts, one after the other, again and again. */
export function cycle(texts: readonly string[]): NextText {
  let index = 0;
  return () => texts[index++ % texts.length]!;
}

/** A bot's group, its people, and one of everything that people can send, with `texts` wherever there is a text. */
export function talk(sandbox: Sandbox, bot: SandboxBot, texts: readonly string[]): TalkPlace {
  const next = cycle(texts);
  const people = texts.map(() =>
    sandbox.addUser({ firstName: next(), lastName: next(), username: next() }).id
  );
  const group = sandbox.addGroup({
    title: next(),
    username: next(),
    members: people,
    bots: [bot.id],
    administrators: [bot.id],
    topics: [next()],
  }).id;
  sandbox.addGroup({ title: next(), members: people, bots: [bot.id] });
  const person = cycle(people.map(String));
  const from = () => Number(person());
  for (const text of texts) {
    const { message_id: replyTo } = sandbox.speak({ from: from(), chat: group, text });
    sandbox.speak({ from: from(), chat: group, ...spokenFile(text, next()), replyTo });
    for (const content of contents(next)) sandbox.speak({ from: from(), chat: group, text: next(), content });
    sandbox.speak({ from: from(), bot: bot.id, text });
  }
  const [first = 0] = people;
  const { message_id: messageId } = sandbox.speak({ from: first, chat: group, text: next() });
  sandbox.editAs({ from: first, chat: group, messageId, text: next() });
  for (const update of otherUpdates(next, first, group, messageId)) sandbox.inject(bot.id, update);
  return { group, people };
}

/** Files that a browser would run, under names it would believe. */
function spokenFile(text: string, caption: string) {
  const bytes = new TextEncoder().encode(
    `<svg xmlns="http://www.w3.org/2000/svg"><title>${text}</title></svg>`,
  );
  return {
    caption,
    file: { type: "document", bytes, fileName: `${text}.svg`, mimeType: "image/svg+xml" },
  } as const;
}

/** Members of a Message beside its words. */
function contents(next: NextText): readonly Record<string, unknown>[] {
  const location = { latitude: 52.5, longitude: 13.4 };
  const stranger = { type: "hidden_user", sender_user_name: next(), date: 1 };
  const button = (more: object) => [{ text: next(), ...more }];
  return [
    { forward_origin: stranger, author_signature: next(), quote: { text: next(), position: 0 } },
    {
      entities: [{ type: "text_link", offset: 0, length: 1, url: next() }, {
        type: "pre",
        offset: 0,
        length: 2,
        language: next(),
      }],
    },
    {
      entities: [{
        type: "text_mention",
        offset: 0,
        length: 1,
        user: { id: 7, is_bot: false, first_name: next() },
      }],
    },
    {
      reply_markup: {
        inline_keyboard: [
          button({ callback_data: next() }),
          button({ url: next() }),
          button({ web_app: { url: next() } }),
        ],
      },
    },
    { venue: { location, title: next(), address: next() }, location },
    { contact: { phone_number: next(), first_name: next(), last_name: next(), vcard: next() } },
    {
      poll: {
        id: "1",
        question: next(),
        options: [{ text: next(), voter_count: 0 }, { text: next(), voter_count: 1 }],
        total_voter_count: 1,
        is_closed: false,
        is_anonymous: true,
        type: "quiz",
        correct_option_id: 0,
        explanation: next(),
        allows_multiple_answers: false,
      },
    },
    { dice: { emoji: next(), value: 1 } },
    { game: { title: next(), description: next(), photo: [] } },
    {
      invoice: {
        title: next(),
        description: next(),
        start_parameter: next(),
        currency: next(),
        total_amount: 1,
      },
    },
    {
      sticker: {
        file_id: "CAAC",
        file_unique_id: "u",
        type: "regular",
        width: 1,
        height: 1,
        emoji: next(),
        set_name: next(),
      },
    },
    {
      audio: {
        file_id: "CQAC",
        file_unique_id: "u",
        duration: 1,
        performer: next(),
        title: next(),
        file_name: next(),
      },
    },
    {
      video: {
        file_id: "BAAC",
        file_unique_id: "u",
        duration: 1,
        width: 1,
        height: 1,
        file_name: next(),
        mime_type: next(),
      },
    },
    { new_chat_title: next() },
    { forum_topic_created: { name: next(), icon_color: 1 } },
    { web_app_data: { data: next(), button_text: next() } },
    { [next()]: { text: next() } },
  ];
}

/** Updates about something else than new messages. */
function otherUpdates(
  next: NextText,
  id: number,
  group: number,
  message: number,
): readonly Record<string, unknown>[] {
  const from = { id, is_bot: false, first_name: next(), last_name: next(), username: next() };
  const chat = { id: group, type: "supergroup", title: next(), username: next() };
  const reaction = [{ type: "emoji", emoji: next() }, { type: "custom_emoji", custom_emoji_id: next() }];
  const member = { user: from, status: "administrator", custom_title: next() };
  return [
    { callback_query: { id: "1", from, chat_instance: next(), data: next() } },
    { inline_query: { id: "2", from, query: next(), offset: next() } },
    { chosen_inline_result: { result_id: next(), from, query: next() } },
    {
      message_reaction: {
        chat,
        message_id: message,
        date: 1,
        user: from,
        old_reaction: [],
        new_reaction: reaction,
      },
    },
    {
      chat_member: {
        chat,
        from,
        date: 1,
        old_chat_member: member,
        new_chat_member: member,
        invite_link: { name: next(), invite_link: next() },
      },
    },
    { chat_join_request: { chat, from, user_chat_id: id, date: 1, bio: next() } },
    { pre_checkout_query: { id: "3", from, currency: next(), total_amount: 1, invoice_payload: next() } },
    { [next()]: { text: next(), from, chat } },
  ];
}
