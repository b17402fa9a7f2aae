import type { RequestHead } from "../syntax/request_head.ts";

/**
 * Path and query of a request as a URL has them. Bytes that are not escaped are UTF-8, mostly; one character is one byte
 * here. A server knows no fragments.
 */
export function escapedPath({ path }: RequestHead): string {
  return /[#\x80-\xff]/.test(path) ? path.replace(/[#\x80-\xff]/g, escapeByte) : path;
}

function escapeByte(character: string): string {
  return "%" + character.charCodeAt(0).toString(16).toUpperCase();
}
