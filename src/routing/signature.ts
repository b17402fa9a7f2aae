import { asRecord, asText, type JsonRecord } from "../base/json_value.ts";
import { type FormattedText, joinTexts } from "./formatted_text.ts";

/** Who wrote a message, as a line of text with the name in bold. */
export function signatureOf(message: JsonRecord): FormattedText {
  const who = asRecord(message.sender_chat) ?? asRecord(message.from) ?? asRecord(message.chat) ?? {};
  const name = asText(who.title) || [who.first_name, who.last_name].map(asText).join(" ").trim() ||
    "Somebody";
  const handle = asText(who.username);
  return {
    text: handle === "" ? name : `${name} (@${handle})`,
    entities: [{ type: "bold", offset: 0, length: name.length }],
  };
}

/** A text with the name of its author above it; `undefined` when that is longer than it may be. */
export function withSignature(
  text: FormattedText,
  message: JsonRecord,
  maxLength: number,
): FormattedText | undefined {
  const between = { text: text.text === "" ? "" : ":\n", entities: [] };
  const signed = joinTexts([signatureOf(message), between, text]);
  return signed.text.length <= maxLength ? signed : undefined;
}
