import type { StartingPoint } from "../registry/entities/starting_point.ts";
import type { Query } from "./api_client.ts";

/** A starting point as the API takes it in a body. */
export function toWireStart(start: StartingPoint): unknown {
  return typeof start === "object" && "timeMs" in start ? { time: toTime(start.timeMs) } : start;
}

/** A starting point as the API takes it in a query. */
export function toStartQuery(start: StartingPoint): Query {
  if (typeof start === "string") return { to: start };
  if ("position" in start) return { to: "position", position: start.position };
  return { to: "time", time: toTime(start.timeMs) };
}

function toTime(ms: number): string {
  return new Date(ms).toISOString();
}
