import { decodeUtf8Whole, encodeUtf8 } from "../base/bytes.ts";

/** Text in which nothing but `=` and `&` has a meaning. */
const plain = /^[\w=&.,:-]*$/;
const percent = 0x25;

/**
 * The names and values of a form (`application/x-www-form-urlencoded`) or a query, in order, repeated names included,
 * as the official server reads them. Unlike `URLSearchParams` it drops no first character, neither `?` nor a byte order
 * mark: a name hidden behind one is another name.
 */
export function readForm(text: string): (readonly [name: string, value: string])[] {
  const decode = plain.test(text) ? (piece: string) => piece : decodePiece;
  const pairs: (readonly [string, string])[] = [];
  for (const pair of text.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = equals < 0 ? pair : pair.slice(0, equals);
    pairs.push([decode(name), equals < 0 ? "" : decode(pair.slice(equals + 1))]);
  }
  return pairs;
}

/** Plus signs are spaces; `%` without two hexadecimal digits stands for itself; malformed UTF-8 becomes U+FFFD. */
function decodePiece(piece: string): string {
  const spaced = piece.replaceAll("+", " ");
  if (!spaced.includes("%")) return spaced;
  const bytes = encodeUtf8(spaced);
  let length = 0;
  for (let index = 0; index < bytes.length; index++) {
    const code = bytes[index] === percent ? hexAt(bytes, index + 1) : -1;
    bytes[length++] = code < 0 ? bytes[index]! : code; // Within bounds by the loop's condition.
    if (code >= 0) index += 2;
  }
  return decodeUtf8Whole(bytes.subarray(0, length));
}

/** The byte that two hexadecimal digits at `index` stand for; -1 when they are none. */
function hexAt(bytes: Uint8Array, index: number): number {
  const high = hexDigit(bytes[index]);
  const low = hexDigit(bytes[index + 1]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

function hexDigit(byte: number | undefined): number {
  return byte === undefined ? -1 : "0123456789abcdef".indexOf(String.fromCharCode(byte).toLowerCase());
}
