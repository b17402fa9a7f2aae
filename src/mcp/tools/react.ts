import Type from "typebox";
import { callMethod } from "../call_method.ts";
import { ChatId, MessageId } from "../inputs.ts";
import { tool } from "../tool.ts";

/** `react` */
export const react = tool({
  name: "react",
  title: "React to a message",
  description:
    "Puts an emoji reaction on a message, in place of the bot's reaction before; without one, removes it.",
  input: Type.Object({
    chat_id: ChatId,
    message_id: MessageId,
    emoji: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 16,
        description: "One of Telegram's reactions, such as 👍 or 👀",
      }),
    ),
  }, { additionalProperties: false }),
  hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: true },
  action: "mcpReact",
  async run(call, { chat_id, message_id, emoji }) {
    await callMethod(call, "setMessageReaction", {
      chat_id,
      message_id,
      reaction: emoji === undefined ? [] : [{ type: "emoji", emoji }],
    });
    return { facts: { done: true } };
  },
});
