import { createContext, useContext } from "hono/jsx";
import type { Role } from "../account/account_records.ts";
import { coversRole, nobody, type Principal } from "../account/principal.ts";

/** Provides who looks to all components below it. */
export const VisitorContext = createContext<Principal>(nobody);

/** Whether the one who looks has this role or a higher one. */
export function useMay(role: Role): boolean {
  const principal = useVisitor();
  return principal.kind !== "nobody" && coversRole(principal.role, role);
}

/** The one who looks. */
export function useVisitor(): Principal {
  return useContext(VisitorContext);
}

/** Whether somebody is the operator with this id. */
export function isOperator(principal: Principal, id: number): boolean {
  return principal.kind === "operator" && principal.id === id;
}
