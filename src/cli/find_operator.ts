import type { Accounts } from "../account/accounts.ts";
import type { Operator } from "../account/account_records.ts";
import { maxOperators } from "../account/operators.ts";
import { usageError } from "../base/errors.ts";

/** All operators, by id. There are never more than {@linkcode maxOperators}. */
export function allOperators({ operators }: Accounts): Promise<readonly Operator[]> {
  return operators.list(0, maxOperators);
}

/** @throws {UsageError} when no operator is named. `command` is what was to be done. */
export function checkOperatorGiven(name: string | undefined, command: string): void {
  if (name !== undefined) return;
  throw usageError("operator_missing", { command });
}

/**
 * The operator called `name`.
 *
 * @param command what was to be done, for the error when no name was given
 * @throws {UsageError} when there is none.
 */
export async function findOperator(
  accounts: Accounts,
  name: string | undefined,
  command: string,
): Promise<Operator> {
  checkOperatorGiven(name, command);
  const operator = (await allOperators(accounts)).find((each) => each.name === name);
  if (operator !== undefined) return operator;
  // Not repeated: somebody may have put a password here.
  throw usageError("operator_not_known");
}
