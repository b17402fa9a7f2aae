import { usageError } from "../base/errors.ts";

/**
 * The ID of an access token.
 *
 * @throws {UsageError} when it is invalid. It is not repeated: somebody may have put the token itself here.
 */
export function readTokenId(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw usageError("access_token_id_missing");
  return Number(text);
}
