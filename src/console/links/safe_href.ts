/** Where links in what people wrote may lead. */
const schemes: ReadonlySet<string> = new Set(["http:", "https:", "tg:", "mailto:", "tel:"]);

/** An address that is safe to follow, from one that anybody wrote; `undefined` when it is not. */
export function toSafeHref(text: string): string | undefined {
  const address = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(address)) return undefined;
  const { protocol, href } = new URL(address);
  return schemes.has(protocol) ? href : undefined;
}
