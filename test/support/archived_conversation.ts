import type { ApiClient } from "./api_client.ts";
import { type ApiSetup, openApi } from "./api_setup.ts";
import { until } from "./until.ts";

/** A conversation in the sandbox's group that is archived, and a viewer of its bot. */
export interface ArchivedConversation extends AsyncDisposable {
  readonly setup: ApiSetup;
  readonly viewer: ApiClient;
  /** Path of the bot's archive. */
  readonly archive: string;
  /** Path of the group in it. */
  readonly chat: string;
  /** The person's question, which was edited from "Where is the invoise?" to "Where is the invoice?". */
  readonly question: number;
  /** The bot's answer: "The INVOICE is on its way". */
  readonly answer: number;
  /** The person's photo, with the caption "A receipt". */
  readonly photo: number;
  /** Resolves when the newest archived message of the group has this text. */
  archived(text: string): Promise<void>;
  /** Calls the bot's method through BotMux; gives the result. */
  // deno-lint-ignore no-explicit-any -- tests look into results whose shape the sandbox knows
  call(method: string): Promise<any>;
}

/** Lets them talk, and waits until all of it is archived. */
export async function openConversation(): Promise<ArchivedConversation> {
  const setup = await openApi();
  setup.start();
  const { upstream, bot, api, served } = setup;
  const { sandbox, user: from, group } = upstream;
  const question = sandbox.speak({ from, chat: group, text: "Where is the invoise?" }).message_id;
  sandbox.editAs({ from, chat: group, messageId: question, text: "Where is the invoice?" });
  const bytes = new Uint8Array([0xff, 0xd8, 0xff, 0]);
  const file = { type: "photo", bytes } as const;
  const photo = sandbox.speak({ from, chat: group, file, caption: "A receipt" }).message_id;
  const messages = async () => (await served.botmux.archive!.messages({ botId: bot, chatId: group })).items;
  await until(async () => {
    const known = await messages();
    return known.length === 2 && known.some(({ editedAtMs }) => editedAtMs > 0);
  });
  // Only now, so that it is archived after what it answers.
  const input = { text: "The INVOICE is on its way" };
  const { messages: [sent] } = await api.done("POST", `/bots/${bot}/chats/${group}/messages`, input);
  await until(async () => (await messages()).length === 3);
  const archive = `/bots/${bot}/archive`;
  return {
    setup,
    viewer: await setup.withRole("viewer", [bot]),
    archive,
    chat: `${archive}/chats/${group}`,
    question,
    answer: sent.message_id,
    photo,
    archived: (text) => until(async () => (await messages())[0]?.message.text === text),
    async call(method) {
      const response = await fetch(`${served.url}/bot${upstream.bot.token}/${method}`);
      return (await response.json()).result;
    },
    [Symbol.asyncDispose]: () => setup[Symbol.asyncDispose](),
  };
}
