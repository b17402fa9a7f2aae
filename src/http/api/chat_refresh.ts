import Type from "typebox";
import type { BotCalls } from "./bot_calls.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { telegramRefusals } from "./telegram_refusal.ts";
import { chatPath, toChatId } from "./telegram_wire.ts";
import { Count, nullable } from "./wire.ts";

const Chat = Type.Object({ id: Type.Integer(), type: Type.String() }, {
  title: "ChatFullInfo",
  description: "A ChatFullInfo of the Bot API, as Telegram gives it",
});
const Administrators = Type.Array(Type.Object({ status: Type.String() }, {
  title: "ChatMember",
  description: "A ChatMember of the Bot API, as Telegram gives it",
}));

const RefreshedChat = Type.Object({
  chat: Chat,
  administrators: nullable(Administrators),
  member_count: nullable(Count),
}, { title: "RefreshedChat", description: "Fields that a private chat lacks are `null`" });

/** `/bots/{bot}/chats/{chat}/refresh` */
export function chatRefreshEndpoints(calls: BotCalls): Endpoint[] {
  return [
    endpoint({
      id: "refreshChat",
      method: "POST",
      path: "/bots/{bot}/chats/{chat}/refresh",
      tag: "chats",
      summary: "Refresh a chat, its administrators and member count from Telegram",
      role: "manager",
      parameters: chatPath,
      status: 200,
      answer: RefreshedChat,
      refusals: telegramRefusals,
      async handle({ path: { bot, chat: name }, signal }) {
        const about = { bot, parameters: { chat_id: toChatId(name) }, signal };
        const chat = await calls.call({ ...about, method: "getChat" }, Chat);
        if (chat.type === "private") return { chat, administrators: null, member_count: null };
        const [administrators, member_count] = await Promise.all([
          calls.call({ ...about, method: "getChatAdministrators" }, Administrators),
          calls.call({ ...about, method: "getChatMemberCount" }, Count),
        ]);
        return { chat, administrators, member_count };
      },
    }),
  ];
}
