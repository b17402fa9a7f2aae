import type { Method } from "./call.ts";
import { messageMethods } from "./methods/messages.ts";
import { sessionMethods } from "./methods/session.ts";

const families: readonly Readonly<Record<string, Method>>[] = [sessionMethods, messageMethods];

/** Every method of the sandbox by its name in lower case. */
export const methodTable: ReadonlyMap<string, Method> = new Map(
  families.flatMap((family) =>
    Object.entries(family).map(([name, method]) => [name.toLowerCase(), method] as const)
  ),
);
