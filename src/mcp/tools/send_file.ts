import { Buffer } from "node:buffer";
import Type, { type Static } from "typebox";
import { asRecord, type JsonRecord } from "../../base/json_value.ts";
import type { WholeBody } from "../../telegram/parameters.ts";
import { callMethod } from "../call_method.ts";
import { ChatId, Format, toParseMode, TopicId } from "../inputs.ts";
import { sentFacts } from "../message_facts.ts";
import { tool, ToolError } from "../tool.ts";

/** The methods that send a file, by its kind. */
const methods = {
  document: "sendDocument",
  photo: "sendPhoto",
  audio: "sendAudio",
  video: "sendVideo",
  voice: "sendVoice",
  animation: "sendAnimation",
} as const;
/** Of base64: three quarters of it in bytes. */
const maxContentLength = 4_000_000;

const Input = Type.Object({
  chat_id: ChatId,
  topic_id: TopicId,
  kind: Type.Optional(
    Type.Enum(["document", "photo", "audio", "video", "voice", "animation"], {
      description: "How it is shown; a document by default",
    }),
  ),
  content_base64: Type.Optional(Type.String({
    minLength: 1,
    maxLength: maxContentLength,
    pattern: "^[A-Za-z0-9+/]+={0,2}$",
    description: "The file itself, up to 3 MB; give file_name too",
  })),
  file_name: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\u0000-\\u001f"/\\\\]+$' }),
  ),
  url: Type.Optional(
    Type.String({ maxLength: 2_000, pattern: "^https?://", description: "Where Telegram fetches the file" }),
  ),
  file_id: Type.Optional(
    Type.String({ minLength: 1, maxLength: 300, pattern: "^[\\w-]+$", description: "A file from a message" }),
  ),
  caption: Type.Optional(Type.String({ maxLength: 1_024 })),
  format: Format,
}, { additionalProperties: false });

/** `send_file` */
export const sendFile = tool({
  name: "send_file",
  title: "Send a file",
  description:
    "Sends a file to a chat: its content, or a URL, or the file_id of a file that the bot has seen.",
  input: Input,
  hints: { readOnlyHint: false, destructiveHint: false },
  action: "mcpSendFile",
  async run(call, input) {
    const kind = input.kind ?? "document";
    const sent = await callMethod(call, methods[kind], await toParameters(input, kind));
    return { facts: sentFacts(asRecord(sent)) };
  },
});

/** @throws {ToolError} 400 unless exactly one file is named. */
async function toParameters(
  input: Static<typeof Input>,
  kind: keyof typeof methods,
): Promise<JsonRecord | WholeBody> {
  const { chat_id, topic_id, content_base64, file_name = "file", url, file_id, caption, format } = input;
  const sources = [content_base64, url, file_id].filter((source) => source !== undefined);
  if (sources.length !== 1) throw new ToolError(400, "Give one of content_base64, url and file_id.");
  const parameters = { chat_id, message_thread_id: topic_id, caption, parse_mode: toParseMode(format) };
  if (content_base64 === undefined) return { ...parameters, [kind]: url ?? file_id };
  const form = new FormData();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) form.set(name, String(value));
  }
  form.set(kind, new Blob([Buffer.from(content_base64, "base64")]), file_name);
  const encoded = new Response(form);
  return {
    contentType: encoded.headers.get("content-type") ?? "",
    bytes: new Uint8Array(await encoded.arrayBuffer()),
  };
}
