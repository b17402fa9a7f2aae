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
