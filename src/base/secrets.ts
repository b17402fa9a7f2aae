/**
 * A bot token or access token anywhere in a text: digits, a colon (or its percent-encoding), at least 24
 * URL-safe characters. The bot id is public and stays readable.
 */
const tokenPattern = /(\d{3,20})(:|%3A)[A-Za-z0-9_-]{24,}/gi;
/** An API key of BotMux. */
const apiKeyPattern = /\bbmx_[A-Za-z0-9_-]{20,}/g;
/** User name and password of a URL. */
const userInfoPattern = /([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@]+@/gi;

/** `text` with everything that looks like a token, an API key or a URL password replaced by `***`. */
export function maskSecrets(text: string): string {
  return text.replace(tokenPattern, "$1:***").replace(apiKeyPattern, "bmx_***").replace(
    userInfoPattern,
    "$1***@",
  );
}

/** Alphabet of URL-safe base64: 64 characters, so that one random byte masked to six bits picks one without bias. */
const urlSafeAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** `length` random URL-safe characters from the platform's cryptographic source, six bits each. */
export function randomUrlSafe(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  let text = "";
  for (const byte of bytes) text += urlSafeAlphabet[byte & 63];
  return text;
}
