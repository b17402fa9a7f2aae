import { matchesWildcard } from "../../base/wildcard.ts";
import type { AccessScope } from "../../registry/entities/access_token.ts";
import { descriptions, TelegramError } from "../../telegram/envelope.ts";
import { findMethodTarget } from "../../telegram/method_targets.ts";
import { isReadingMethod } from "../../telegram/reading_methods.ts";
import type { Caller } from "./caller.ts";
import { forbidden } from "./scope_refusals.ts";

/** Whether the method, in lower case, is in scope. */
export function isMethodInScope(scope: AccessScope, method: string): boolean {
  return isListed(scope, method) && !(scope.readOnly === true && !isReadingMethod(method));
}

/**
 * Lets a method, in lower case, pass that is in scope.
 *
 * @throws {TelegramError} 404, as if there were no such method, when the lists leave it out; 403 when it does more than
 * read and the scope is read-only.
 */
export function checkMethod(scope: AccessScope, method: string): void {
  if (!isListed(scope, method)) throw new TelegramError(404, descriptions.methodNotFound);
  if (!isMethodInScope(scope, method)) throw forbidden("is read-only");
}

/**
 * Lets a method, in lower case, pass that tells or replaces no bot's token: whoever has an access token is not to get at
 * real ones.
 *
 * @throws {TelegramError} 403 for the caller of an access token.
 */
export function checkTokenMethod({ accessTokenId }: Pick<Caller, "accessTokenId">, method: string): void {
  if (accessTokenId === undefined) return;
  const target = findMethodTarget(method);
  // Of a method that is newer than the table only the name is known.
  const dealsWithTokens = target === "token" || (target === undefined && method.includes("token"));
  if (dealsWithTokens) throw forbidden("may not read or replace the tokens of bots");
}

/** What is denied is denied whatever the list of methods says. */
function isListed({ methods, deniedMethods }: AccessScope, method: string): boolean {
  return methods?.some((pattern) => matchesWildcard(pattern, method)) !== false &&
    deniedMethods?.some((pattern) => matchesWildcard(pattern, method)) !== true;
}
