import { type Role, roles } from "./model.ts";

/** Who is asking, once a credential is recognised. */
export interface Principal {
  readonly kind: "api-key";
  readonly id: number;
  /** For people: the key's label. */
  readonly name: string;
  readonly role: Role;
  /** The bots it knows of; absent for all. Of any other it must not learn even that it exists. */
  readonly bots?: readonly number[];
}

/** Whether a role covers what another one may do. */
export function coversRole(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}

/** Whether somebody may know that a bot exists. */
export function knowsBot({ bots }: Pick<Principal, "bots">, botId: number): boolean {
  return bots === undefined || bots.includes(botId);
}
