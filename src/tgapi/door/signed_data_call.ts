import { TelegramError } from "../../telegram/envelope.ts";
import type { Parameters } from "../../telegram/parameters.ts";
import {
  checkSignedData,
  defaultMaxAgeSec,
  type SignedDataClaim,
  type SignedDataKind,
} from "../../telegram/signed_data.ts";

/**
 * Answers `checkInitData`, which BotMux adds to the Bot API: whoever holds an access token lacks the real token that the
 * check needs. Takes `init_data` or `login_data`, and `max_age` in seconds (default: a day).
 *
 * @throws {TelegramError} 400 when not exactly one of the two is given, or the age makes no sense.
 */
export function answerCheckInitData(
  parameters: Parameters,
  against: Pick<SignedDataClaim, "token" | "nowMs">,
): Readonly<Record<string, unknown>> {
  const maxAgeSec = parameters.integer("max_age", defaultMaxAgeSec);
  if (maxAgeSec < 1) throw new TelegramError(400, "Bad Request: max_age must be at least 1 second");
  const check = checkSignedData({ ...readData(parameters), ...against, maxAgeSec });
  return check.isValid ? { is_valid: true, fields: check.fields } : { is_valid: false, reason: check.fault };
}

function readData(parameters: Parameters): { readonly kind: SignedDataKind; readonly text: string } {
  const kinds = (["init_data", "login_data"] as const).filter((kind) => parameters.get(kind) !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    throw new TelegramError(400, "Bad Request: give either init_data or login_data");
  }
  return { kind, text: parameters.get(kind) ?? "" };
}
