import { Buffer } from "node:buffer";
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const algorithm = "aes-128-ecb";
/** One block: a random half that makes each id another one, with zeros by which it is known again, and the number. */
const blockBytes = 16;
const randomLength = 4;
const numberAt = 8;

/**
 * Ids of events that tell nothing to who gets them: numbers that rise would say how much happens that they may not know
 * of. They hold for one run.
 */
export class EventIds {
  readonly #key = randomBytes(blockBytes);

  /** An id for a number, another one each time. */
  toId(number: number): string {
    const block = Buffer.alloc(blockBytes);
    randomBytes(randomLength).copy(block);
    block.writeBigUInt64BE(BigInt(number), numberAt);
    const cipher = createCipheriv(algorithm, this.#key, null).setAutoPadding(false);
    return Buffer.concat([cipher.update(block), cipher.final()]).toString("base64url");
  }

  /** The number of an id; `undefined` when it is not one of this run. */
  toNumber(id: string): number | undefined {
    if (!/^[\w-]{22}$/.test(id)) return undefined;
    const cipher = createDecipheriv(algorithm, this.#key, null).setAutoPadding(false);
    const block = Buffer.concat([cipher.update(Buffer.from(id, "base64url")), cipher.final()]);
    if (block.readUInt32BE(randomLength) !== 0) return undefined;
    const number = block.readBigUInt64BE(numberAt);
    return number <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(number) : undefined;
  }
}
