import Type from "typebox";
import Value from "typebox/value";
import type { ApiKey } from "../account/model.ts";
import { OperationalError } from "../base/errors.ts";
import type { SqlRow } from "./driver.ts";

const RoleColumn = Type.Enum(["viewer", "manager", "owner"]);
const BotsColumn = Type.Array(Type.Integer());

/** An API key from its row. */
export function toApiKey(row: SqlRow): ApiKey {
  const bots = toBots(row.bots, `API key ${row.id}`);
  return {
    id: Number(row.id),
    label: String(row.label),
    hash: String(row.hash),
    role: toRole(row.role, `API key ${row.id}`),
    ...(bots === undefined ? {} : { bots }),
    isFromSettings: row.is_from_settings === 1,
    addedAtMs: Number(row.added_at),
    expiresAtMs: Number(row.expires_at),
    lastUsedAtMs: Number(row.last_used_at),
  };
}

/** A list of bots as it is stored; the empty text stands for all of them. */
export function fromBots(bots: readonly number[] | undefined): string {
  return bots === undefined ? "" : JSON.stringify(bots);
}

function toBots(column: unknown, owner: string): readonly number[] | undefined {
  if (column === "") return undefined;
  // A list that cannot be read must not turn into all bots.
  const value = parseJson(String(column));
  if (Value.Check(BotsColumn, value)) return value;
  throw damaged(owner, "bots");
}

function toRole(column: unknown, owner: string): ApiKey["role"] {
  if (Value.Check(RoleColumn, column)) return column;
  throw damaged(owner, "role");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function damaged(owner: string, column: string): OperationalError {
  return new OperationalError(
    `Cannot read botmux.db: the ${column} of ${owner} is damaged; restore a backup, or correct that row`,
  );
}
