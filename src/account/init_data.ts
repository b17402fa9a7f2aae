import { Buffer } from "node:buffer";
import Type from "typebox";
import Value from "typebox/value";
import { encodeUtf8 } from "../base/bytes.ts";
import { hashSecret } from "./secret_hash.ts";

/** Maximum age of `initData`, in milliseconds: it is used the moment the app opens. */
export const maxInitDataAgeMs = 5 * 60_000;
/** How far `auth_date` may lie in the future, in milliseconds: clocks differ. */
export const maxInitDataSkewMs = 30_000;

const signatureBytes = 64;

const WebAppUser = Type.Object({
  id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
});

/** What a Mini App was given, and whom it is checked against. */
interface InitDataClaim {
  /** `Telegram.WebApp.initData`, as it came. */
  readonly initData: string;
  /** The bot whose Mini App it is said to be. */
  readonly botId: number;
  /** Telegram's Ed25519 public key, lower-case hex. */
  readonly publicKey: string;
  readonly nowMs: number;
}

/** What Telegram's signature proves. */
export interface InitDataProof {
  readonly userId: number;
  /** SHA-256 of all that was signed, lower-case hex: the same for every spelling of the same `initData`. */
  readonly digest: string;
  /** When it is too old, in milliseconds since the epoch. */
  readonly expiresAtMs: number;
}

/**
 * Finds out who opened a Mini App; `undefined` unless Telegram itself signed it for this bot within the last minutes.
 *
 * Only the `signature` counts. The `hash` beside it is made with the bot's token, and every program that holds the
 * token could make one for anybody. The rules stand in <https://core.telegram.org/bots/webapps>, "Validating data for
 * Third-Party Use".
 */
export async function verifyInitData(claim: InitDataClaim): Promise<InitDataProof | undefined> {
  const { initData, botId, publicKey, nowMs } = claim;
  const fields = new Map(new URLSearchParams(initData));
  const signature = Buffer.from(fields.get("signature") ?? "", "base64url");
  const signedText = toSignedText(fields, botId);
  if (signature.length !== signatureBytes) return undefined;
  const key = await crypto.subtle.importKey("raw", Buffer.from(publicKey, "hex"), "Ed25519", false, [
    "verify",
  ]);
  if (!await crypto.subtle.verify("Ed25519", key, signature, encodeUtf8(signedText))) return undefined;
  const signedAtMs = Number(fields.get("auth_date") ?? NaN) * 1000;
  const isFresh = nowMs - signedAtMs <= maxInitDataAgeMs && signedAtMs - nowMs <= maxInitDataSkewMs;
  const userId = readUserId(fields.get("user") ?? "");
  if (!isFresh || userId === undefined) return undefined;
  return { userId, digest: hashSecret(signedText), expiresAtMs: signedAtMs + maxInitDataAgeMs };
}

/** What Telegram signs. */
function toSignedText(fields: ReadonlyMap<string, string>, botId: number): string {
  const signed = [...fields].filter(([name]) => name !== "hash" && name !== "signature");
  const lines = signed.sort(([left], [right]) => left < right ? -1 : 1)
    .map(([name, value]) => `${name}=${value}`);
  return [`${botId}:WebAppData`, ...lines].join("\n");
}

function readUserId(text: string): number | undefined {
  try {
    const user: unknown = JSON.parse(text);
    return Value.Check(WebAppUser, user) ? user.id : undefined;
  } catch {
    // Signed by Telegram, and yet no user: there is nobody to sign in.
    return undefined;
  }
}
