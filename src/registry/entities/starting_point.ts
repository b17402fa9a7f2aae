import Type, { type Static } from "typebox";
import { type RawValue, ValueError, type ValueKind } from "../../base/value_kind.ts";

/** Where a new consumer begins: with what comes next, with all that is retained, at a time, or at a position. */
export const StartingPoint = Type.Union([
  Type.Literal("now"),
  Type.Literal("all"),
  Type.Object({ timeMs: Type.Number() }),
  Type.Object({ position: Type.Number() }),
]);
export type StartingPoint = Readonly<Static<typeof StartingPoint>>;

/** A starting point as the API writes it. */
export const Start = Type.Union([
  Type.Literal("now"),
  Type.Literal("all"),
  Type.Object({ time: Type.String({ format: "date-time" }) }, { additionalProperties: false }),
  Type.Object({ position: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }) }, {
    additionalProperties: false,
  }),
], {
  title: "Start",
  description: "What comes next, all that is kept, or from a time or a position on",
});

/** How the API shows a starting point. */
export const startAnswer = {
  schema: Start,
  of: (start: StartingPoint = "now"): Static<typeof Start> =>
    typeof start === "object" && "timeMs" in start ? { time: new Date(start.timeMs).toISOString() } : start,
};

/** Its name, an ISO 8601 time (UTC where it names no zone), or the number of a position. */
export const startingPointKind: ValueKind<StartingPoint> = {
  placeholder: "now|all|TIME|POSITION",
  schema: Type.Union([Type.String(), Type.Integer()]),
  parse: parseStartingPoint,
};

const isoTime = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/i;

function parseStartingPoint(value: RawValue): StartingPoint {
  if (value === "now" || value === "all") return value;
  const position = typeof value === "number" ? value : /^\d+$/.test(String(value)) ? Number(value) : NaN;
  if (Number.isSafeInteger(position) && position >= 0) return { position };
  const zone = typeof value === "string" ? isoTime.exec(value) : null;
  if (zone !== null) {
    const timeMs = Date.parse(zone[1] === undefined && zone[0].includes("T") ? `${value}Z` : String(value));
    if (!Number.isNaN(timeMs)) return { timeMs };
  }
  throw new ValueError('"now", "all", a time such as 2026-01-31T12:00:00Z, or a position');
}
