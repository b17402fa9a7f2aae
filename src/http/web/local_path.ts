/** A path of the console to go on to; `/` for whatever would lead elsewhere. */
export function toLocalPath(text: string): string {
  const base = "http://console.invalid";
  if (!text.startsWith("/") || !URL.canParse(text, base)) return "/";
  const url = new URL(text, base);
  // Browsers read "//host" and "/\host" as another host; parsed, they are one.
  return url.origin === base ? url.pathname + url.search : "/";
}
