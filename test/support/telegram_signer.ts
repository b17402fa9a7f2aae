import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { encodeUtf8 } from "../../src/base/bytes.ts";

/** Stands in for Telegram where it signs what a Mini App receives, with a key of its own. */
export class TelegramSigner {
  /** Ed25519, lower-case hex. */
  readonly publicKey: string;
  readonly #privateKey: CryptoKey;

  private constructor(publicKey: string, privateKey: CryptoKey) {
    this.publicKey = publicKey;
    this.#privateKey = privateKey;
  }

  static async create(): Promise<TelegramSigner> {
    // What this algorithm makes is always a pair.
    const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign"]) as CryptoKeyPair;
    const raw = await crypto.subtle.exportKey("raw", pair.publicKey);
    return new TelegramSigner(Buffer.from(raw).toString("hex"), pair.privateKey);
  }

  /** The fields with a signature for this bot, made step by step as the documentation says. */
  async sign(fields: Readonly<Record<string, string>>, botId: number): Promise<Record<string, string>> {
    const text = [`${botId}:WebAppData`, ...toLines(fields)].join("\n");
    const signature = await crypto.subtle.sign("Ed25519", this.#privateKey, encodeUtf8(text));
    return { ...fields, signature: Buffer.from(signature).toString("base64url") };
  }

  /** `initData` of a user who opens a Mini App of this bot. */
  async initData(userId: number, botId: number, atMs: number = Date.now()): Promise<string> {
    const signed = await this.sign(fieldsOf(userId, atMs), botId);
    // Telegram's servers add the hash; nothing here believes it.
    return new URLSearchParams({ ...signed, hash: "0".repeat(64) }).toString();
  }
}

/** `initData` as whoever holds a bot's token can make it, for anybody. */
export function forgeInitData(userId: number, botToken: string, atMs: number = Date.now()): string {
  const fields = fieldsOf(userId, atMs);
  const secret = createHmac("sha256", "WebAppData").update(botToken).digest();
  const hash = createHmac("sha256", secret).update(toLines(fields).join("\n")).digest("hex");
  return new URLSearchParams({ ...fields, hash }).toString();
}

let opened = 0;

/** What Telegram says when a user opens a Mini App; each time something else. */
function fieldsOf(userId: number, atMs: number): Record<string, string> {
  return {
    query_id: `AAHdF6IQAAAAAN0XohDhrO${++opened}`,
    user: JSON.stringify({ id: userId, first_name: "Ada & Co", language_code: "en" }),
    auth_date: String(Math.floor(atMs / 1000)),
  };
}

function toLines(fields: Readonly<Record<string, string>>): string[] {
  return Object.keys(fields).sort().map((name) => `${name}=${fields[name]}`);
}
