import Type from "typebox";
import { toMoment } from "../../base/moment.ts";
import { textKind, ValueError, type ValueKind } from "../../base/value_kind.ts";

/** Milliseconds since the epoch. */
export const MomentMs = Type.Integer();

/** How the API shows a field that holds a moment: ISO 8601 in UTC, or `null` for never. */
export const momentAnswer = {
  schema: Type.Union([Type.String({ format: "date-time" }), Type.Null()]),
  of: (ms: number | undefined): string | null => toMoment(ms ?? 0),
};

/** How people write a moment. */
export const momentKind: ValueKind<number> = textKind("TIME", (text) => {
  const ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(ms)) throw new ValueError("a time such as 2027-01-31T12:00:00Z");
  return ms;
});
