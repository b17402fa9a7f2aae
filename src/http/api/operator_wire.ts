import Type, { type Static } from "typebox";
import type { Operator } from "../../account/account_records.ts";
import { operatorNamePattern } from "../../account/operators.ts";
import { maxPasswordLength, minPasswordLength } from "../../account/password_hash.ts";
import { toMoment } from "../../base/moment.ts";
import { BotGrants, Moment, nullable, RecordId, RoleName } from "./wire.ts";

/** What an operator signs in with. */
export const OperatorName = Type.String({ pattern: operatorNamePattern.source });
/** A password that is to be set. */
export const NewPassword = Type.String({ minLength: minPasswordLength, maxLength: maxPasswordLength });
/** A password that may be somebody's. */
export const GivenPassword = Type.String({ minLength: 1, maxLength: maxPasswordLength });
/** The id of a Telegram user. */
export const TelegramUserId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

/** An operator as the API shows them. */
export const OperatorAnswer = Type.Object({
  id: RecordId,
  name: OperatorName,
  role: RoleName,
  bots: nullable(BotGrants),
  has_password: Type.Boolean(),
  has_totp: Type.Boolean({ description: "Whether one-time codes are enabled" }),
  telegram_user_id: nullable(TelegramUserId),
  added_at: Moment,
  last_sign_in_at: Moment,
}, { title: "Operator" });

/** An operator as the API shows them. */
export function toOperatorAnswer(operator: Operator): Static<typeof OperatorAnswer> {
  return {
    id: operator.id,
    name: operator.name,
    role: operator.role,
    bots: operator.bots === undefined ? null : [...operator.bots],
    has_password: operator.passwordHash !== "",
    has_totp: operator.totpSecret !== "",
    telegram_user_id: operator.telegramUserId === 0 ? null : operator.telegramUserId,
    added_at: toMoment(operator.addedAtMs),
    last_sign_in_at: toMoment(operator.lastSignInAtMs),
  };
}
