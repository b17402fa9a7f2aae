/** The address of the next page of a list, which goes on behind `cursor`. */
export function nextHref(url: URL, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const query = new URLSearchParams(url.search);
  query.set("cursor", cursor);
  return `${url.pathname}?${query}`;
}
