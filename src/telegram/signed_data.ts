import { Buffer } from "node:buffer";
import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** What Telegram signs with a bot's token: `Telegram.WebApp.initData`, or the fields of the Login Widget. */
export type SignedDataKind = "init_data" | "login_data";

/** Signed data, and what it is checked against. */
export interface SignedDataClaim {
  readonly kind: SignedDataKind;
  /** A query string, or for `login_data` the JSON object that the widget's callback is given. */
  readonly text: string;
  readonly token: string;
  readonly maxAgeSec: number;
  readonly nowMs: number;
}

/** Why signed data is not accepted. */
export type SignedDataFault = "malformed" | "wrong_hash" | "expired";

/** The fields, if Telegram signed them for this bot recently. */
export type SignedDataCheck =
  | { readonly isValid: true; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly isValid: false; readonly fault: SignedDataFault };

/** Maximum age of signed data unless somebody asks for another, in seconds. */
export const defaultMaxAgeSec = 86_400;

/** How far `auth_date` may lie in the future, in milliseconds: clocks differ. */
const maxSkewMs = 30_000;

/** Fields that hold a JSON object. */
const objects: ReadonlySet<string> = new Set(["user", "receiver", "chat"]);
const integers: ReadonlySet<string> = new Set(["auth_date", "can_send_after", "id"]);

/**
 * Checks whether data that a client presents comes from Telegram: its `hash` is an HMAC that only Telegram and whoever
 * holds the bot's token can make. Compared in constant time. Fields of data that is not accepted are not given.
 *
 * @see https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
 * @see https://core.telegram.org/widgets/login#checking-authorization
 */
export function checkSignedData({ kind, text, token, maxAgeSec, nowMs }: SignedDataClaim): SignedDataCheck {
  const fields = readFields(text);
  const hash = fields?.get("hash") ?? "";
  const signedAtSec = Number(fields?.get("auth_date") || NaN);
  if (fields === undefined || !/^[0-9a-f]{64}$/i.test(hash) || !Number.isSafeInteger(signedAtSec)) {
    return { isValid: false, fault: "malformed" };
  }
  const secret = kind === "init_data"
    ? createHmac("sha256", "WebAppData").update(token).digest()
    : createHash("sha256").update(token).digest();
  const expected = createHmac("sha256", secret).update(toSignedText(fields)).digest();
  if (!timingSafeEqual(expected, Buffer.from(hash, "hex"))) return { isValid: false, fault: "wrong_hash" };
  const ageMs = nowMs - signedAtSec * 1000;
  if (ageMs > maxAgeSec * 1000 || ageMs < -maxSkewMs) return { isValid: false, fault: "expired" };
  return { isValid: true, fields: toValues(fields) };
}

/** `undefined` when a name occurs twice, or the JSON is no flat object: two readers could see different fields. */
function readFields(text: string): Map<string, string> | undefined {
  const pairs = text.trimStart().startsWith("{") ? readObject(text) : [...new URLSearchParams(text)];
  const fields = pairs && new Map(pairs);
  return fields?.size === pairs?.length ? fields : undefined;
}

function readObject(text: string): [string, string][] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const entries = Object.entries(value);
  const isFlat = entries.every(([, field]) => typeof field === "string" || Number.isSafeInteger(field));
  return isFlat ? entries.map(([name, field]) => [name, String(field)]) : undefined;
}

/** What the hash is made of. */
function toSignedText(fields: ReadonlyMap<string, string>): string {
  const names = [...fields.keys()].filter((name) => name !== "hash").sort();
  return names.map((name) => `${name}=${fields.get(name)}`).join("\n");
}

function toValues(fields: ReadonlyMap<string, string>): Record<string, unknown> {
  const signed = [...fields].filter(([name]) => name !== "hash" && name !== "signature");
  return Object.fromEntries(signed.map(([name, text]) => [name, toValue(name, text)]));
}

/** What Telegram signed is well-formed; anything else stays the text it is. */
function toValue(name: string, text: string): unknown {
  if (integers.has(name) && /^[0-9]{1,15}$/.test(text)) return Number(text);
  if (!objects.has(name)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
