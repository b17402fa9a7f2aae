import Type from "typebox";
import { asRecord } from "../../base/json_value.ts";
import { callMethod } from "../call_method.ts";
import { ChatId, Format, MessageId, Text, toParseMode } from "../inputs.ts";
import { sentFacts } from "../message_facts.ts";
import { tool } from "../tool.ts";

/** `edit_message` */
export const editMessage = tool({
  name: "edit_message",
  title: "Edit a message",
  description: "Replaces the text of a message that the bot sent.",
  input: Type.Object({ chat_id: ChatId, message_id: MessageId, text: Text, format: Format }, {
    additionalProperties: false,
  }),
  hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true },
  action: "mcpEditMessage",
  async run(call, { chat_id, message_id, text, format }) {
    const edited = await callMethod(call, "editMessageText", {
      chat_id,
      message_id,
      text,
      parse_mode: toParseMode(format),
    });
    return { facts: sentFacts(asRecord(edited)) };
  },
});
