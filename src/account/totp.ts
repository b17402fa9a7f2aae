import { Buffer } from "node:buffer";
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const stepSec = 30;
const digits = 6;
/** What RFC 4226, section 4, recommends; authenticator apps take it. */
const secretBytes = 20;
/** Clocks differ: a code of the step before or after is taken too. */
const tolerance = [0, -1, 1];

/** What a secret looks like: 16 to 64 characters of base32, at least 80 bits. */
export const totpSecretPattern = /^[A-Z2-7]{16,64}$/;

/** A new secret in base32. */
export function createTotpSecret(): string {
  return toBase32(randomBytes(secretBytes));
}

/** The address that an authenticator app reads from a QR code. */
export function toTotpUri(name: string, secret: string): string {
  return `otpauth://totp/BotMux:${encodeURIComponent(name)}?secret=${secret}&issuer=BotMux`;
}

/** The code of a time step (RFC 6238 with SHA-1: what every app knows). */
export function totpAt(secret: string, step: number, length: number = digits): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", fromBase32(secret)).update(counter).digest();
  const offset = mac[mac.length - 1]! & 0x0f;
  const value = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(value % 10 ** length).padStart(length, "0");
}

/** The time step at a moment. */
export function totpStepAt(nowMs: number): number {
  return Math.floor(nowMs / 1000 / stepSec);
}

/** The time step whose code this is, if it is one of about now. Whoever asks must take no step twice. */
export function findTotpStep(secret: string, code: string, nowMs: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const now = totpStepAt(nowMs);
  return tolerance.map((difference) => now + difference).find((step) =>
    step >= 0 && timingSafeEqual(Buffer.from(totpAt(secret, step)), Buffer.from(code))
  );
}

/** Base32 (RFC 4648) without padding. */
export function toBase32(bytes: Uint8Array): string {
  let text = "";
  let value = 0;
  let bits = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet[(value >>> (bits - 5)) & 31];
    value &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + alphabet[(value << (5 - bits)) & 31];
}

function fromBase32(text: string): Uint8Array {
  const bytes: number[] = [];
  let value = 0;
  let bits = 0;
  for (const character of text) {
    value = (value << 5) | alphabet.indexOf(character);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >>> bits) & 0xff);
    value &= (1 << bits) - 1;
  }
  return Uint8Array.from(bytes);
}
