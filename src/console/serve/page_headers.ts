/** What a page may load: only what BotMux itself serves, no script or style that is in the page. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
];

/** Where Telegram's web clients live. */
const telegramFrames = "https://web.telegram.org https://webk.telegram.org https://weba.telegram.org";

/** Headers of every page. */
export function pageHeaders(isFramedByTelegram: boolean): Headers {
  const ancestors = `frame-ancestors ${isFramedByTelegram ? telegramFrames : "'none'"}`;
  return new Headers({
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": [...policy, ancestors].join("; "),
    "cache-control": "no-store",
    // Other origins learn nothing; our own must be told, or forms would be sent with the origin "null".
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    vary: "accept-encoding",
  });
}
