import type { Operator } from "../../account/account_records.ts";
import type { Operators } from "../../account/operators.ts";
import type { Principal } from "../../account/principal.ts";
import type { SignIn } from "../../account/sign_in.ts";
import { contradiction, notFound } from "./api_error.ts";
import { tooManyAttempts } from "./sign_in.ts";

/** What a password is confirmed with. */
export interface PasswordConfirmation {
  readonly operators: Pick<Operators, "find">;
  readonly signIn: Pick<SignIn, "confirm">;
}

/**
 * Asks for an operator's own password once more before something delicate: a browser may stand open.
 *
 * @param pointer where in the body the password stands
 * @throws {ApiError} 409 when it is wrong, 429 after too many attempts.
 */
export async function confirmPassword(
  { operators, signIn }: PasswordConfirmation,
  { id, sessionId }: Principal,
  password: string,
  pointer: string,
): Promise<Operator> {
  const operator = await operators.find(id);
  if (operator === undefined) throw notFound("operator");
  const result = await signIn.confirm(operator, password, sessionId);
  if (typeof result === "object") throw tooManyAttempts(result.waitSec);
  if (!result) throw contradiction(pointer, "field_password_wrong");
  return operator;
}

/** Whether an operator's record is that of whoever asks. */
export function isOwn({ kind, id }: Principal, operatorId: number): boolean {
  return kind === "operator" && id === operatorId;
}

/**
 * {@linkcode confirmPassword} for a body whose `current_password` may be absent: whoever finds a browser open must not
 * take the account over.
 */
export async function confirmOwnPassword(
  ports: PasswordConfirmation,
  principal: Principal,
  password: string | undefined,
): Promise<void> {
  if (password === undefined) throw contradiction("#/current_password", "field_missing");
  await confirmPassword(ports, principal, password, "#/current_password");
}
