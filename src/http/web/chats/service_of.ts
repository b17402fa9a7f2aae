import { asArray, asRecord, asText, type JsonRecord } from "../../../base/json_value.ts";
import type { ShownService } from "../../../ui/views/chat/bubble.ts";
import { toContentLabel } from "./content_label.ts";
import { amount, isSent } from "./media_of.ts";
import { personName } from "./person_name.ts";

/** What Telegram says about a chat, in words; `undefined` for what somebody sent. */
export function toService(content: string, message: JsonRecord): ShownService | undefined {
  if (isSent(content)) return undefined;
  const label = toContentLabel(content);
  return label && { label, detail: detailOf(content, message[content]) };
}

/** The names and texts it is about. */
function detailOf(content: string, value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map((each) => personName(asRecord(each))).filter(Boolean).join(", ");
  const record = asRecord(value) ?? {};
  switch (content) {
    case "successful_payment":
    case "refunded_payment":
      return amount(record);
    case "pinned_message":
      return asText(record.text) || asText(record.caption);
    case "proximity_alert_triggered":
      return [record.traveler, record.watcher].map((who) => personName(asRecord(who))).join(", ");
    case "web_app_data":
      return `${asText(record.button_text)}: ${asText(record.data)}`;
    case "users_shared":
    case "video_chat_participants_invited":
      return asArray(record.users).map((who) => personName(asRecord(who))).filter(Boolean).join(", ");
    default:
      return personName(record) || asText(record.name) || asText(record.title);
  }
}
