import { randomUrlSafe } from "../base/secrets.ts";

/** Number of characters after the colon of a token made by Telegram, and of an access token made by BotMux. */
export const tokenSecretLength = 35;

/** A bot token taken apart. */
export interface BotToken {
  /** The whole token, `<bot id>:<secret>`. */
  readonly token: string;
  /** The number before the colon; the bot's user id, below 2^54. */
  readonly botId: number;
}

/** Why a text is not a token, as the official server distinguishes (its checks 1 to 3 and 6). */
type TokenFault = "malformed" | "misdirected" | "unauthorized";

/**
 * Reads a token the way the official server does.
 *
 * @returns the token, or the kind of refusal it earns: `malformed` (401 `Unauthorized: invalid token specified`),
 * `misdirected` (421), or `unauthorized` (401 `Unauthorized`: secret too short or with other characters).
 */
export function readToken(text: string): BotToken | TokenFault {
  const colon = text.indexOf(":");
  if (text.startsWith("0") || text.length > 80 || text.includes("/") || colon < 0) return "malformed";
  const idText = text.slice(0, colon);
  if (!/^-?(0|[1-9][0-9]*)$/.test(idText)) return "misdirected";
  const botId = Number(idText);
  if (botId <= 0 || botId >= 2 ** 54) return "malformed";
  if (!/^[A-Za-z0-9_-]{24,}$/.test(text.slice(colon + 1))) return "unauthorized";
  return { token: text, botId };
}

/**
 * Reads a token from settings.
 *
 * @throws {TypeError} when it has not the shape of a bot token. The message never repeats the text: a mistyped
 * token is still a secret.
 */
export function parseToken(text: string): BotToken {
  const read = readToken(text.trim());
  if (typeof read === "string") {
    throw new TypeError(
      "Cannot use this as a bot token: it must be the bot id, a colon and at least 24 letters, digits, '_' or '-', as @BotFather gives it",
    );
  }
  return read;
}

/** A new access token of a bot: to any library it looks like that bot's token. 210 random bits. */
export function createAccessTokenText(botId: number): string {
  return `${botId}:${randomUrlSafe(tokenSecretLength)}`;
}
