import Type, { type Static } from "typebox";
import { type Operator, operator } from "../../account/account_records.ts";
import { maxPasswordLength, minPasswordLength } from "../../account/password_hash.ts";
import { answerMembers, toAnswerMembers } from "./entity_wire.ts";

/** What an operator signs in with. */
export const OperatorName = operator.name.schema;
/** A password that is to be set. */
export const NewPassword = Type.String({ minLength: minPasswordLength, maxLength: maxPasswordLength });
/** A password that may be somebody's. */
export const GivenPassword = Type.String({ minLength: 1, maxLength: maxPasswordLength });

/** An operator as the API shows them. */
export const OperatorAnswer = Type.Object(answerMembers(operator), { title: "Operator" });

/** An operator as the API shows them. */
export function toOperatorAnswer(record: Operator): Static<typeof OperatorAnswer> {
  return toAnswerMembers(operator, record);
}
