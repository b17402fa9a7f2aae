import Type from "typebox";
import { asRecord } from "../../base/json_value.ts";
import { callMethod } from "../call_method.ts";
import { ChatId, Format, MessageId, Text, toParseMode, TopicId } from "../inputs.ts";
import { sentFacts } from "../message_facts.ts";
import { tool } from "../tool.ts";

const hints = { readOnlyHint: false, destructiveHint: false };

/** `send_message` */
export const sendMessage = tool({
  name: "send_message",
  title: "Send a message",
  description: "Sends a text to a chat, or to a forum topic of it.",
  input: Type.Object({
    chat_id: ChatId,
    topic_id: TopicId,
    text: Text,
    format: Format,
    silent: Type.Optional(Type.Boolean({ description: "Deliver without a sound" })),
  }, { additionalProperties: false }),
  hints,
  action: "mcpSendMessage",
  async run(call, { chat_id, topic_id, text, format, silent }) {
    const sent = await callMethod(call, "sendMessage", {
      chat_id,
      message_thread_id: topic_id,
      text,
      parse_mode: toParseMode(format),
      disable_notification: silent,
    });
    return { facts: sentFacts(asRecord(sent)) };
  },
});

/** `reply` */
export const reply = tool({
  name: "reply",
  title: "Reply to a message",
  description:
    "Sends a text as a reply to a message of a chat. In a forum, name the topic of the message too.",
  input: Type.Object({
    chat_id: ChatId,
    topic_id: TopicId,
    message_id: MessageId,
    text: Text,
    format: Format,
  }, { additionalProperties: false }),
  hints,
  action: "mcpReply",
  async run(call, { chat_id, topic_id, message_id, text, format }) {
    const sent = await callMethod(call, "sendMessage", {
      chat_id,
      message_thread_id: topic_id,
      text,
      parse_mode: toParseMode(format),
      reply_parameters: { message_id },
    });
    return { facts: sentFacts(asRecord(sent)) };
  },
});
