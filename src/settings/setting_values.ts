import { AddressList } from "../base/address_list.ts";
import { toContactUri } from "../base/contact_uri.ts";
import { telegramPublicKeys } from "../telegram/public_keys.ts";
import { readToken } from "../telegram/token.ts";
import { parseDurationMs } from "../base/quantities.ts";
import { textKind, ValueError, type ValueKind } from "../base/value_kind.ts";

const maxLlmTimeoutMs = 5 * 60_000;

/** A URL that says where something is and nothing else, without a slash at its end. */
export function plainUrl(examples: string): ValueKind<string> {
  return textKind("URL", (text) => {
    const url = URL.parse(text);
    const isUsable = url !== null && /^https?:$/.test(url.protocol) && url.hostname !== "" &&
      url.username === "" && url.password === "" && url.search === "" && url.hash === "";
    if (!isUsable) throw new ValueError(`a URL such as ${examples}`);
    return url.href.replace(/\/+$/, "");
  });
}

/**
 * An IP address or a CIDR block.
 *
 * @throws {ValueError} when it is invalid.
 */
export function parseAddressBlock(text: string): string {
  try {
    new AddressList([text]);
    return text;
  } catch (error) {
    if (error instanceof RangeError) throw new ValueError("an IP address or a block such as 10.0.0.0/8");
    throw error;
  }
}

/**
 * The URL of an HTTP proxy.
 *
 * @throws {ValueError} when it is invalid.
 */
export function parseProxyUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || url.protocol !== "http:" || url.hostname === "") {
    throw new ValueError("a URL such as http://user:password@host:3128");
  }
  return text;
}

/**
 * A bot's token.
 *
 * @throws {ValueError} when it is invalid.
 */
export function parseBotToken(text: string): string {
  const found = readToken(text);
  if (typeof found === "string" || !Number.isSafeInteger(found.botId)) {
    throw new ValueError(
      "the bot id, a colon and at least 24 letters, digits, '_' or '-', as @BotFather gives it",
    );
  }
  return text;
}

/**
 * An API key of one's own.
 *
 * @throws {ValueError} when it is invalid.
 */
export function parseApiKey(text: string): string {
  if (/^[!-~]{24,256}$/.test(text)) return text;
  throw new ValueError("24 to 256 characters of ASCII without spaces, best random ones");
}

/**
 * A contact as a URI.
 *
 * @throws {ValueError} when it is invalid.
 */
export function parseContact(text: string): string {
  const uri = toContactUri(text);
  if (uri !== undefined) return uri;
  throw new ValueError("an email address, or an https, mailto or tel URL");
}

/**
 * An Ed25519 public key in hex; `production` and `test` name Telegram's.
 *
 * @throws {ValueError} when it is invalid.
 */
export function parseTelegramKey(text: string): string {
  const known = Object.entries(telegramPublicKeys).find(([name]) => name === text);
  if (known !== undefined) return known[1];
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  throw new ValueError("production, test, or an Ed25519 public key as 64 hex digits");
}

/**
 * The API key of a language model.
 *
 * @throws {ValueError} when it is invalid.
 */
export function parseLlmKey(text: string): string {
  if (/^[!-~]{1,4096}$/.test(text)) return text;
  throw new ValueError("characters of ASCII without spaces");
}

/**
 * The name of a language model.
 *
 * @throws {ValueError} when it is invalid.
 */
export function parseLlmModel(text: string): string {
  if (text.length <= 200) return text;
  throw new ValueError("a name of at most 200 characters");
}

/**
 * A duration of at most five minutes, in milliseconds.
 *
 * @throws {ValueError} when it is invalid.
 */
export function parseLlmTimeoutMs(text: string): number {
  const timeoutMs = parseDurationMs(text);
  if (timeoutMs <= maxLlmTimeoutMs) return timeoutMs;
  throw new ValueError("a duration from 1s to 5m");
}
