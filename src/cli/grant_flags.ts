import type { Grants } from "../account/account_records.ts";
import { usageError } from "../base/errors.ts";

/**
 * @throws {UsageError} when an owner is to know some bots only.
 */
export function checkGrants({ role, bots }: Partial<Grants>): void {
  if (role === "owner" && bots !== undefined) throw usageError("owner_has_all_bots");
}

/** Grants in a few words, for lists. */
export function describeBots({ bots }: Pick<Grants, "bots">): string {
  return bots === undefined ? "all" : bots.join(",") || "none";
}
