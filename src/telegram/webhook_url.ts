/** Maximum length of the URL of a webhook as it is kept, in characters; longer ones get lost on their way in most servers. */
export const maxWebhookUrlLength = 8_192;

/**
 * A webhook's URL as it is kept: with its scheme (https when it had none), trailing spaces cut, control characters and
 * spaces encoded, everything else as it was written. `undefined` when it is no http or https URL with a host.
 */
export function toWebhookUrl(text: string): string | undefined {
  const trimmed = text.trimEnd();
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  const encoded = trimmed.replace(/[\u0000-\u0020\u007f]/g, encodeURIComponent);
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(encoded) ? encoded : `https://${encoded}`;
  if (url.length > maxWebhookUrlLength) return undefined;
  const parsed = URL.parse(url);
  const isHttp = parsed?.protocol === "https:" || parsed?.protocol === "http:";
  return parsed === null || !isHttp || parsed.hostname === "" || parsed.port === "0" ? undefined : url;
}

/**
 * What people may see of a webhook's URL: scheme, host and port. User name and password stay out, and so do path and
 * query, which often hold a secret. Empty when it is no URL.
 */
export function toShownUrl(url: string): string {
  return URL.parse(toWebhookUrl(url) ?? "")?.origin ?? "";
}
