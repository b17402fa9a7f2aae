import Type from "typebox";
import { actionEndpoint } from "./action_endpoint.ts";
import { contradiction } from "./api_error.ts";
import type { BotCalls } from "./bot_calls.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { idempotencyHeaders, keyRefusals, type SendOnce } from "./send_once.ts";
import { SendInput, toSendCall } from "./send_input.ts";
import { telegramRefusals } from "./telegram_refusal.ts";
import {
  Buttons,
  chatPath,
  formatting,
  MessageId,
  messagePath,
  TelegramMessage,
  toChatId,
  Topic,
  toReplyMarkup,
} from "./telegram_wire.ts";

const tag = "messages";
const base = "/bots/{bot}/chats/{chat}";
const path = `${base}/messages` as const;
const one = `${path}/{message}` as const;

const SentAnswer = Type.Object({ messages: Type.Array(TelegramMessage) }, {
  title: "SentMessages",
  description: "The message, or the messages of the album",
});
const Sent = Type.Union([TelegramMessage, Type.Array(TelegramMessage)]);

const EditInput = Type.Object({
  text: Type.Optional(Type.String({ minLength: 1, maxLength: 32_768 })),
  caption: Type.Optional(Type.String({ maxLength: 8_192, description: "An empty text removes it" })),
  ...formatting,
  link_preview: Type.Optional(Type.Boolean({ default: true })),
  buttons: Type.Optional(Buttons),
}, {
  title: "MessageEdit",
  additionalProperties: false,
  description: "`text`, `caption` or `buttons`; buttons are removed unless given",
});

const activities = [
  "typing",
  "upload_photo",
  "record_video",
  "upload_video",
  "record_voice",
  "upload_voice",
  "upload_document",
  "choose_sticker",
  "find_location",
  "record_video_note",
  "upload_video_note",
] as const;

/** `/bots/{bot}/chats/{chat}/messages` and what surrounds it */
export function messageEndpoints(calls: BotCalls, once: SendOnce): Endpoint[] {
  return [
    ...sendEndpoints(calls, once),
    ...editEndpoints(calls),
    ...deleteEndpoints(calls),
    ...pinEndpoints(calls),
    ...reactionEndpoints(calls),
  ];
}

function sendEndpoints(calls: BotCalls, once: SendOnce): Endpoint[] {
  return [
    endpoint({
      id: "sendMessage",
      method: "POST",
      path,
      tag,
      summary: "Send a text, media or an album, optionally as a reply and with uploaded files",
      role: "manager",
      parameters: chatPath,
      headers: idempotencyHeaders,
      body: SendInput,
      takesFiles: true,
      status: 201,
      answer: SentAnswer,
      refusals: { ...telegramRefusals, ...keyRefusals },
      subject: ({ messages }) => messages.map(({ message_id }) => message_id).join(","),
      async handle({ path: { bot, chat }, body, upload, headers, principal, signal }) {
        const { method, parameters } = toSendCall(chat, body, upload !== undefined);
        const sent = await once.run({
          headers,
          principal,
          content: [bot, chat, body],
          upload,
          signal,
          send: (signal) => calls.call({ bot, method, parameters, upload, signal }, Sent),
        });
        return { messages: Array.isArray(sent) ? sent : [sent] };
      },
    }),
  ];
}

function editEndpoints(calls: BotCalls): Endpoint[] {
  return [
    endpoint({
      id: "editMessage",
      method: "PATCH",
      path: one,
      tag,
      summary: "Edit the text, caption or buttons of a message that the bot sent",
      role: "manager",
      parameters: messagePath,
      body: EditInput,
      status: 200,
      answer: TelegramMessage,
      refusals: telegramRefusals,
      async handle({ path: { bot, chat, message }, body, signal }) {
        const place = { chat_id: toChatId(chat), message_id: message };
        const { text, caption, parse_mode, entities, link_preview, buttons } = body;
        if (text !== undefined && caption !== undefined) {
          throw contradiction("#", "field_text_or_caption");
        }
        if (text === undefined && caption === undefined && buttons === undefined) {
          throw contradiction("#", "field_content_missing");
        }
        const reply_markup = toReplyMarkup(buttons);
        const [method, content] = text !== undefined
          ? ["editMessageText", {
            text,
            parse_mode,
            entities,
            link_preview_options: link_preview === false ? { is_disabled: true } : undefined,
          }]
          : caption !== undefined
          ? ["editMessageCaption", { caption, parse_mode, caption_entities: entities }]
          : ["editMessageReplyMarkup", {}];
        const parameters = { ...place, ...content, reply_markup };
        return await calls.call({ bot, method, parameters, signal }, TelegramMessage);
      },
    }),
  ];
}

function deleteEndpoints(calls: BotCalls): Endpoint[] {
  return [
    actionEndpoint(calls, {
      id: "deleteMessages",
      method: "POST",
      path: `${path}/delete`,
      tag,
      summary: "Delete several messages; missing ones are skipped",
      parameters: chatPath,
      body: Type.Object({
        messages: Type.Array(MessageId, { minItems: 1, maxItems: 100, uniqueItems: true }),
      }, { title: "MessageDeletion", additionalProperties: false }),
      calls: "deleteMessages",
      with: ({ body: { messages } }) => ({ message_ids: messages }),
    }),
    actionEndpoint(calls, {
      id: "deleteMessage",
      method: "DELETE",
      path: one,
      tag,
      summary: "Delete a message",
      parameters: messagePath,
      calls: "deleteMessage",
      with: ({ path: { message } }) => ({ message_id: message }),
    }),
  ];
}

function pinEndpoints(calls: BotCalls): Endpoint[] {
  return [
    actionEndpoint(calls, {
      id: "pinMessage",
      method: "PUT",
      path: `${one}/pin`,
      tag,
      summary: "Pin a message",
      parameters: messagePath,
      body: Type.Object({ silent: Type.Optional(Type.Boolean()) }, {
        title: "Pin",
        additionalProperties: false,
      }),
      isBodyOptional: true,
      calls: "pinChatMessage",
      with: ({ path: { message }, body: { silent } }) => ({
        message_id: message,
        disable_notification: silent,
      }),
    }),
    actionEndpoint(calls, {
      id: "unpinMessage",
      method: "DELETE",
      path: `${one}/pin`,
      tag,
      summary: "Unpin a message",
      parameters: messagePath,
      calls: "unpinChatMessage",
      with: ({ path: { message } }) => ({ message_id: message }),
    }),
    actionEndpoint(calls, {
      id: "unpinAllMessages",
      method: "DELETE",
      path: `${base}/pins`,
      tag,
      summary: "Unpin all messages of a chat",
      parameters: chatPath,
      calls: "unpinAllChatMessages",
    }),
  ];
}

function reactionEndpoints(calls: BotCalls): Endpoint[] {
  return [
    actionEndpoint(calls, {
      id: "react",
      method: "PUT",
      path: `${one}/reaction`,
      tag,
      summary: "Set the bot's reaction to a message",
      parameters: messagePath,
      body: Type.Object({
        emoji: Type.String({ minLength: 1, maxLength: 16 }),
        is_big: Type.Optional(Type.Boolean()),
      }, { title: "Reaction", additionalProperties: false }),
      calls: "setMessageReaction",
      with: ({ path: { message }, body: { emoji, is_big } }) => ({
        message_id: message,
        reaction: [{ type: "emoji", emoji }],
        is_big,
      }),
    }),
    actionEndpoint(calls, {
      id: "unreact",
      method: "DELETE",
      path: `${one}/reaction`,
      tag,
      summary: "Remove the bot's reaction",
      parameters: messagePath,
      calls: "setMessageReaction",
      with: ({ path: { message } }) => ({ message_id: message, reaction: [] }),
    }),
    actionEndpoint(calls, {
      id: "showActivity",
      method: "POST",
      path: `${base}/activity`,
      tag,
      summary: "Show a chat action such as typing for five seconds",
      parameters: chatPath,
      body: Type.Object({ action: Type.Enum([...activities]), topic: Type.Optional(Topic) }, {
        title: "Activity",
        additionalProperties: false,
      }),
      calls: "sendChatAction",
      with: ({ body: { action, topic } }) => ({ action, message_thread_id: topic }),
    }),
  ];
}
