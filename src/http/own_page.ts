/** What a page of ours sends with a change where the browser does not say where the page came from. */
export const csrfHeader = "x-botmux-csrf";

/**
 * Whether a change was asked for by a page of BotMux itself: browsers send cookies along whoever's page makes them ask.
 * `Sec-Fetch-Site` cannot be set by pages, but browsers leave it out over plain HTTP; then the page's origin must be the
 * host that was asked, or a header must be there that no other origin can send.
 */
export function isOwnPage({ method, headers }: Request): boolean {
  if (method === "GET" || method === "HEAD") return true;
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  return headers.has(csrfHeader) || isHost(headers.get("origin"), headers.get("host"));
}

/** Scheme and port that stand for each other are told apart nowhere: a proxy before BotMux may speak another one. */
function isHost(origin: string | null, host: string | null): boolean {
  if (origin === null || host === null || !URL.canParse(origin)) return false;
  return new URL(origin).host === host;
}
