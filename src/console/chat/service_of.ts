import { asRecord, type JsonRecord } from "../../base/json_value.ts";
import { amountText, contentTexts, maxText } from "../../telegram/shown_texts.ts";
import type { ShownService } from "./bubble.ts";
import { toContentLabel } from "./content_label.ts";
import { isSent } from "./media_of.ts";

/** What Telegram says about a chat, in words; `undefined` for what somebody sent. */
export function toService(content: string, message: JsonRecord): ShownService | undefined {
  if (isSent(content)) return undefined;
  const label = toContentLabel(content);
  return label && { label, detail: detailOf(content, message[content]) };
}

/** The names and texts it is about. */
function detailOf(content: string, value: unknown): string {
  const isPayment = content === "successful_payment" || content === "refunded_payment";
  return isPayment
    ? amountText(asRecord(value) ?? {})
    : contentTexts(content, value).join(", ").slice(0, maxText);
}
