/** What the wire itself does with a field; bits of {@linkcode FieldName.kind}. */
export const fieldKind = {
  plain: 0,
  contentLength: 1,
  transferEncoding: 2,
  connection: 3,
  host: 4,
  expect: 5,
  /** Belongs to one connection and is dropped by a proxy (RFC 9110 7.6.1), beside those above. */
  hopByHop: 6,
} as const;

/** One of {@linkcode fieldKind}. */
export type FieldKind = (typeof fieldKind)[keyof typeof fieldKind];

const kinds: ReadonlyMap<string, FieldKind> = new Map<string, FieldKind>([
  ["content-length", fieldKind.contentLength],
  ["transfer-encoding", fieldKind.transferEncoding],
  ["connection", fieldKind.connection],
  ["host", fieldKind.host],
  ["expect", fieldKind.expect],
  ["keep-alive", fieldKind.hopByHop],
  ["proxy-authenticate", fieldKind.hopByHop],
  ["proxy-authentication-info", fieldKind.hopByHop],
  ["proxy-authorization", fieldKind.hopByHop],
  ["proxy-connection", fieldKind.hopByHop],
  ["te", fieldKind.hopByHop],
  ["trailer", fieldKind.hopByHop],
  ["upgrade", fieldKind.hopByHop],
]);

/** A field's name: as it was sent, in lower case, and what the wire does with it. */
export interface FieldName {
  readonly name: string;
  readonly lower: string;
  readonly kind: FieldKind;
}

/** The field that `name` names. */
export function toFieldName(name: string): FieldName {
  const lower = name.toLowerCase();
  return { name, lower, kind: kinds.get(lower) ?? fieldKind.plain };
}

interface Slot extends FieldName {
  readonly bytes: Uint8Array;
}

const slotCount = 512;
const maxKeptBytes = 40;
const slots: (Slot | undefined)[] = Array.from({ length: slotCount }, () => undefined);

/**
 * The name that is in `bytes` from `start` to `end`, with `hash` over these bytes. Names come again with every
 * message, so the latest of each hash is kept: no string is made for it, nor turned into lower case.
 */
export function fieldNameAt(bytes: Uint8Array, start: number, end: number, hash: number): FieldName {
  const index = hash & (slotCount - 1);
  const slot = slots[index];
  if (slot !== undefined && holdsAt(bytes, start, end, slot.bytes)) return slot;
  // A copy: slice() of a Buffer is a view.
  const sent = new Uint8Array(bytes.subarray(start, end));
  const { name, lower, kind } = toFieldName(String.fromCharCode(...sent));
  const found: Slot = { name, lower, kind, bytes: sent };
  if (sent.length <= maxKeptBytes) slots[index] = found;
  return found;
}

function holdsAt(bytes: Uint8Array, start: number, end: number, wanted: Uint8Array): boolean {
  const length = end - start;
  if (length !== wanted.length) return false;
  for (let index = 0; index < length; index++) {
    if (bytes[start + index] !== wanted[index]) return false;
  }
  return true;
}
