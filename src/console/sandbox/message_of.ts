import { toContentLabel } from "../chat/content_label.ts";
import { asArray, asRecord, asText, type JsonRecord } from "../../base/json_value.ts";
import type { Message } from "../../sandbox/bot_api_objects.ts";
import type { Talk } from "../../sandbox/people/look.ts";
import type { SandboxButton, ShownSandboxMessage } from "./message.tsx";

/** Members of a Message that are no content. */
const noContent =
  /^(message_id|date|chat|from|sender_chat|edit_date|reply_markup|reply_to_message|via_bot|media_group_id|message_thread_id|is_topic_message|quote|forward_origin|has_protected_content|effect_id|.*entities)$/;
const looks = {
  photo: "image",
  sticker: "image",
  video: "video",
  animation: "video",
  video_note: "video",
  audio: "audio",
  voice: "audio",
  document: "other",
} as const;

/** A message of the sandbox, as one person sees it. */
export function toSandboxMessage(message: Message, talk: Talk, as: number): ShownSandboxMessage {
  const quoted = asRecord(message.reply_to_message);
  const kind = Object.keys(message).find((name) => !noContent.test(name)) ?? "";
  return {
    id: message.message_id,
    atMs: message.date * 1000,
    from: nameOf(message),
    isFromBot: message.from?.is_bot ?? false,
    isOwn: message.from?.id === as,
    text: message.text ?? message.caption ?? "",
    isEdited: message.edit_date !== undefined,
    isForwarded: message.forward_origin !== undefined,
    quoted: quoted === undefined
      ? undefined
      : { from: nameOf(quoted), text: asText(quoted.text) || asText(quoted.caption) },
    label: toContentLabel(kind) ?? "content.unknown",
    file: toFile(message, talk.botId),
    buttons: (message.reply_markup?.inline_keyboard ?? []).map((row) => row.map(toButton)),
    reactions: [...talk.reactions.get(message.message_id) ?? []].map(([emoji, count]) => ({ emoji, count })),
  };
}

function nameOf(message: JsonRecord): string {
  const sender = asRecord(message.from) ?? asRecord(message.sender_chat);
  if (sender === undefined) return "";
  return asText(sender.title) ||
    [asText(sender.first_name), asText(sender.last_name)].filter(Boolean).join(" ");
}

function toButton({ text, callback_data, url }: JsonRecord): SandboxButton {
  const address = asText(url);
  return {
    text: asText(text),
    data: typeof callback_data === "string" ? callback_data : undefined,
    // Other schemes are for apps, or for harm.
    url: /^https?:\/\//i.test(address) ? address : undefined,
  };
}

function toFile(message: JsonRecord, botId: number): ShownSandboxMessage["file"] {
  for (const [kind, look] of Object.entries(looks)) {
    const held = kind === "photo" ? asRecord(asArray(message.photo).at(-1)) : asRecord(message[kind]);
    const fileId = asText(held?.file_id);
    if (fileId === "") continue;
    return { href: `/api/v1/bots/${botId}/files/${fileId}`, look, name: asText(held?.file_name) || kind };
  }
  return undefined;
}
