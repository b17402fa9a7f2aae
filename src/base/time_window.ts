import Type, { type Static } from "typebox";
import { type Fault, fault, type FieldFaultCode } from "../faults/fault.ts";

/** Days of the week as they are written, Monday first. */
const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

const minutesOfDay = 24 * 60;
const minutesOfWeek = 7 * minutesOfDay;

/** Schema of a {@linkcode TimeWindow}. */
export const TimeWindow = Type.Object({
  zone: Type.String({
    description: "Time zone by its IANA name, such as Europe/Berlin or UTC",
    maxLength: 64,
  }),
  from: Type.Optional(
    Type.String({ pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$", description: "First minute, such as 08:30" }),
  ),
  to: Type.Optional(Type.String({
    pattern: "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$",
    description: "The minute it is over; before `from`, it is one of the next day",
  })),
  days: Type.Optional(Type.Array(Type.Enum([...weekdays]), {
    description: "Days on which it begins; every day without it",
    minItems: 1,
    maxItems: 7,
  })),
}, { title: "TimeWindow", description: "A time of day", additionalProperties: false });

/** A part of each day, or of some days of the week, on the clocks of a time zone. */
export type TimeWindow = Static<typeof TimeWindow>;

/** What the schema cannot see in a window: the first fault, if any. */
export function findWindowFault(
  window: TimeWindow,
): { readonly path: readonly (keyof TimeWindow)[]; readonly fault: Fault<FieldFaultCode> } | undefined {
  const { zone, from, to, days } = window;
  if (!isTimeZone(zone)) {
    return { path: ["zone"], fault: fault("field_zone_unknown") };
  }
  if ((from === undefined) !== (to === undefined)) {
    return { path: [], fault: fault("field_times_apart") };
  }
  if (from === undefined && days === undefined) {
    return { path: [], fault: fault("field_times_missing") };
  }
  if (from !== undefined && from === to) {
    return { path: ["to"], fault: fault("field_times_equal") };
  }
  return undefined;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/**
 * A function that tells whether a time (milliseconds since the epoch) lies in the window. Time zones cost a few
 * microseconds, so the answer for a minute is kept until another minute is asked for.
 */
export function createTimeCheck(window: TimeWindow): (atMs: number) => boolean {
  const { zone, from = "00:00", to = "24:00", days = weekdays } = window;
  const start = toMinutes(from);
  const length = (toMinutes(to) - start + minutesOfDay - 1) % minutesOfDay + 1;
  const starts = [...new Set(days)].map((day) => weekdays.indexOf(day) * minutesOfDay + start);
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  let known = { minute: NaN, isInside: false };
  return (atMs) => {
    const minute = Math.floor(atMs / 60_000);
    if (minute !== known.minute) {
      const now = readMinuteOfWeek(format, minute * 60_000);
      const isInside = starts.some((begin) => (now - begin + minutesOfWeek) % minutesOfWeek < length);
      known = { minute, isInside };
    }
    return known.isInside;
  };
}

function readMinuteOfWeek(format: Intl.DateTimeFormat, atMs: number): number {
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
  const day = weekdays.findIndex((name) => name === parts.get("weekday")?.toLowerCase());
  return day * minutesOfDay + Number(parts.get("hour")) * 60 + Number(parts.get("minute"));
}

/** `HH:MM` as minutes. */
function toMinutes(time: string): number {
  const [hours, minutes] = time.split(":").map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}
