/**
 * Who wrote how many messages, as bytes: each user id as its distance from the one before, ascending, and the number
 * of messages, both as LEB128. About five bytes for each user.
 *
 * @param counts messages by user id; safe integers
 */
export function packContributors(counts: ReadonlyMap<number, number>): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(counts.size * 2 * maxBytesOfNumber);
  let length = 0;
  let before = 0;
  let isFirst = true;
  for (const userId of Float64Array.from(counts.keys()).sort()) {
    length = write(bytes, length, isFirst ? toUnsigned(userId) : userId - before);
    length = write(bytes, length, counts.get(userId)!);
    before = userId;
    isFirst = false;
  }
  return bytes.slice(0, length);
}

/**
 * Adds what {@linkcode packContributors} packed to `sums`, which may hold messages of the same users already.
 *
 * @throws {RangeError} when `bytes` end within a number
 */
export function addContributors(bytes: Uint8Array, sums: Map<number, number>): void {
  let userId = 0;
  for (let offset = 0, isFirst = true; offset < bytes.length; isFirst = false) {
    // Twice the same loop: a year of a busy bot has hundred thousands of numbers.
    let distance = 0;
    let scale = 1;
    for (; bytes[offset]! >= 128; scale *= 128) distance += (bytes[offset++]! - 128) * scale;
    distance += bytes[offset++]! * scale;
    let count = 0;
    scale = 1;
    for (; bytes[offset]! >= 128; scale *= 128) count += (bytes[offset++]! - 128) * scale;
    count += bytes[offset++]! * scale;
    if (offset > bytes.length) {
      throw new RangeError(`Cannot read contributors: ${bytes.length} bytes end early`);
    }
    userId = isFirst ? toSigned(distance) : userId + distance;
    sums.set(userId, (sums.get(userId) ?? 0) + count);
  }
}

/** Of a number up to 2^53. */
const maxBytesOfNumber = 8;

function write(bytes: Uint8Array, offset: number, value: number): number {
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes[offset++] = rest % 128 + 128;
  bytes[offset] = rest;
  return offset + 1;
}

/** Ids of users are positive; should one ever not be, it costs no more. */
function toUnsigned(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function toSigned(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
