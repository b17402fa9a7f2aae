import { type Grants, type Role, roles } from "../account/account_records.ts";
import { usageError } from "../base/errors.ts";
import { choiceKind, ValueError } from "../base/value_kind.ts";
import type { Flag, ParsedArguments } from "./arguments.ts";
import { listOf, valueOf } from "./flag_values.ts";

const roleKind = choiceKind(roles);

/** The flag that says what somebody may do. */
export const roleFlag: Flag = {
  name: "role",
  placeholder: roleKind.placeholder,
  description: "viewer reads, manager also changes things, owner can do everything",
};

/** The flag that says with which bots. */
export const grantedBotsFlag: Flag = {
  name: "bots",
  placeholder: "ID,ID",
  isList: true,
  description: "Restrict access to these bots (default: all)",
};

/** The role that was given. */
export function readRole(flags: ParsedArguments["flags"]): Role | undefined {
  return valueOf(flags, roleFlag.name, (text) => roleKind.parse(text, ""));
}

/** The bots that were given. */
export function readGrantedBots(flags: ParsedArguments["flags"]): readonly number[] | undefined {
  const bots = listOf(flags, grantedBotsFlag.name, parseBotId);
  return bots && [...new Set(bots)];
}

/**
 * What somebody new may do: a viewer of all bots, unless said otherwise.
 *
 * @throws {UsageError} when an owner is to know some bots only.
 */
export function readGrants(flags: ParsedArguments["flags"]): Grants {
  const role = readRole(flags) ?? "viewer";
  const bots = readGrantedBots(flags);
  if (role === "owner" && bots !== undefined) {
    throw usageError("owner_has_all_bots");
  }
  return { role, ...(bots === undefined ? {} : { bots }) };
}

/** Grants in a few words, for lists. */
export function describeBots({ bots }: Grants): string {
  return bots === undefined ? "all" : bots.join(",") || "none";
}

function parseBotId(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new ValueError("the ids of bots, the numbers before the colon");
  return Number(text);
}
