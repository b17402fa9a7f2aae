import { Buffer } from "node:buffer";
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { Gate } from "../base/gate.ts";

/** Minimum and maximum length of a password, in characters. */
export const minPasswordLength = 10;
export const maxPasswordLength = 256;

/** What one hash costs: `128 · n · r` bytes of memory, and time in proportion to `n · r · p`. */
export interface ScryptCost {
  readonly n: number;
  readonly r: number;
  readonly p: number;
}

/** 32 MiB, and a few tenths of a second of one core: what a small computer can bear at each sign-in. */
export const defaultCost: ScryptCost = { n: 2 ** 15, r: 8, p: 1 };

const saltBytes = 16;
const keyBytes = 32;
/** A damaged record must not take all memory. */
const maxMemory = 256 * 1024 * 1024;
/** Hashes at a time, and how many may wait: each holds the memory of its cost. */
const places = 2;
const maxWaiting = 16;

/** Hashes of passwords by scrypt (RFC 7914), with their cost beside them: `scrypt$<n>$<r>$<p>$<salt>$<hash>`, base64. */
export class PasswordHasher {
  readonly #cost: ScryptCost;
  readonly #gate = new Gate(places, maxWaiting);
  /** What a password of nobody is compared with, so that the time taken does not tell who exists. */
  #decoy: Promise<string> | undefined;

  constructor(cost: ScryptCost = defaultCost) {
    this.#cost = cost;
  }

  /**
   * The hash of a new password. Takes a good part of a second of one core.
   *
   * @throws {QueueFullError} when too many are at it.
   */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(saltBytes);
    const key = await this.#gate.run(() => derive(password, salt, this.#cost));
    const { n, r, p } = this.#cost;
    return ["scrypt", n, r, p, salt.toString("base64"), key.toString("base64")].join("$");
  }

  /**
   * Whether a password is the one that was hashed. For an empty hash it takes as long, and is false.
   *
   * @throws {QueueFullError} when too many are at it.
   */
  async verify(password: string, hash: string | undefined): Promise<boolean> {
    const known = parse(hash ?? "");
    const { cost, salt, key } = known ?? parse(await this.#findDecoy())!;
    const found = await this.#gate.run(() => derive(password, salt, cost));
    return timingSafeEqual(found, key) && known !== undefined;
  }

  #findDecoy(): Promise<string> {
    return this.#decoy ??= this.hash(randomBytes(saltBytes).toString("base64")).catch((error) => {
      this.#decoy = undefined;
      throw error;
    });
  }
}

function derive(password: string, salt: Uint8Array, { n, r, p }: ScryptCost): Promise<Buffer> {
  // The same letters in another composition are the same password.
  const normal = password.normalize("NFKC");
  return new Promise((resolve, reject) => {
    scrypt(normal, salt, keyBytes, { N: n, r, p, maxmem: maxMemory }, (error, key) => {
      // Without an error it is `null` on one runtime and `undefined` on the other.
      if (error) reject(error);
      else resolve(key);
    });
  });
}

function parse(hash: string) {
  const [, n, r, p, salt, key] = /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([^$]+)\$([^$]+)$/.exec(hash) ?? [];
  if (salt === undefined || key === undefined) return undefined;
  const bytes = Buffer.from(key, "base64");
  if (bytes.length !== keyBytes) return undefined;
  return {
    cost: { n: Number(n), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, "base64"),
    key: bytes,
  };
}
