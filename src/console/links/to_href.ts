/** An address with a query; what is empty is left out. */
export function toHref(path: string, query: Readonly<Record<string, string>>): string {
  const chosen = Object.entries(query).filter(([, value]) => value !== "");
  return chosen.length === 0 ? path : `${path}?${new URLSearchParams(chosen)}`;
}
