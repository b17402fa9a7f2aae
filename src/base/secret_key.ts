import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { ValueError } from "./value_kind.ts";

/** Bytes of a key for AES-256. */
const keyBytes = 32;
/** Maximum keys at a time: the current one, and older ones until nothing is encrypted with them. */
const maxKeys = 8;

/** A new key that secrets are encrypted with, in base64. */
export function createSecretKey(): string {
  return randomBytes(keyBytes).toString("base64");
}

/**
 * Reads a key of 32 bytes in base64, with or without URL-safe letters and padding, or in hex.
 *
 * @throws {ValueError} when it is none; the text is not repeated.
 */
export function parseSecretKey(text: string): Uint8Array {
  const isHex = /^[0-9a-f]{64}$/i.test(text);
  if (!isHex && !/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) {
    throw new ValueError("a key of 32 bytes in base64 or hex, as botmux secret-key create makes one");
  }
  return Uint8Array.from(Buffer.from(text, isHex ? "hex" : "base64"));
}

/**
 * Reads the keys in a text, the current one first; spaces, commas and line breaks separate them.
 *
 * @throws {ValueError} when there is none, or something that is no key.
 */
export function parseSecretKeys(text: string): readonly string[] {
  const keys = text.split(/[\s,]+/).filter((part) => part !== "");
  if (keys.length === 0 || keys.length > maxKeys) {
    throw new ValueError(`1 to ${maxKeys} keys, each of 32 bytes in base64 or hex, the current one first`);
  }
  for (const key of keys) parseSecretKey(key);
  return keys;
}
