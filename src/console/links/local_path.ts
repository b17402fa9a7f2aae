const base = "http://console.invalid";

/**
 * The path, query and fragment of the console that `text` leads to; `/` for whatever a browser would take elsewhere.
 * Every redirect of the console goes through here.
 */
export function toLocalPath(text: string): string {
  if (!text.startsWith("/") || !URL.canParse(text, base)) return "/";
  const { origin, pathname, search, hash } = new URL(text, base);
  // Browsers read "//host" and "/\host" as another host; parsed, they are one. What is left of "/.//host" without its
  // dots is "//host", another host to whoever parses it next.
  return origin === base && !pathname.startsWith("//") ? pathname + search + hash : "/";
}

/** A path of the console with one more parameter in its query. */
export function withParameter(path: string, name: string, value: string): string {
  const { pathname, searchParams, hash } = new URL(toLocalPath(path), base);
  searchParams.set(name, value);
  return `${pathname}?${searchParams}${hash}`;
}
