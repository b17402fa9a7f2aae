/** The URI by which somebody is reached: an email address, or a `mailto:`, `https:` or `tel:` URI; `undefined` for anything else. */
export function toContactUri(text: string): string | undefined {
  const uri = /^[^:/]+@[^:/]+$/.test(text) ? `mailto:${text}` : text;
  if (!/^[!-~]{1,300}$/.test(uri)) return undefined;
  if (/^mailto:[^@]+@[^@]+$/i.test(uri) || /^tel:\+?[0-9.()-]+$/i.test(uri)) return uri;
  const url = URL.parse(uri);
  return url?.protocol === "https:" && url.username === "" && url.password === "" ? url.href : undefined;
}
