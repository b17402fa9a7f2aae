import { type Actor, type Grants, type Role, roles } from "./account_records.ts";

/** Who is asking, and what they may. Of a bot that is not theirs they must not learn even that it exists. */
export interface Principal extends Actor, Grants {
  readonly kind: Exclude<Actor["kind"], "shell" | "access-token">;
  /** Id of the session; 0 for who has none. */
  readonly sessionId: number;
}

/** Who asks without credentials. */
export const nobody: Principal = { kind: "nobody", id: 0, name: "", role: "viewer", bots: [], sessionId: 0 };

/** Whether a role covers what another one may do. */
export function coversRole(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}

/** Whether somebody may know that a bot exists. */
export function knowsBot({ bots }: Pick<Grants, "bots">, botId: number): boolean {
  return bots === undefined || bots.includes(botId);
}
