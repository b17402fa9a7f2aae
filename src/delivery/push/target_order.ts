/**
 * Indexes of `urls` in the order in which the updates of `owner` (a chat, or a person) try them: rendezvous hashing, so
 * that every owner keeps its place when a URL comes or goes, and only those of a lost URL move, evenly.
 */
export function targetOrder(owner: string, urls: readonly string[]): number[] {
  const order = urls.map((_, index) => index);
  if (urls.length === 1) return order;
  const weights = urls.map((url) => hash(`${url}\n${owner}`));
  return order.sort((left, right) => weights[right]! - weights[left]!);
}

/** FNV-1a with the final mix of MurmurHash3, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
