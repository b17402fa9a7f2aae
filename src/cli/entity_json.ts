import {
  type Entity,
  givenFieldsOf,
  type RecordOf,
  shownFieldsOf,
  toShownValue,
} from "../registry/entities/entity.ts";
import { momentAnswer } from "../registry/entities/moment.ts";

/**
 * What `--json` prints of a record: the fields that the API shows, by their names in `botmux.json`'s spelling, without
 * what may be secret. Moments are ISO 8601, and `null` stands for no value.
 */
export function toListed<E extends Entity>(
  entity: E,
  record: RecordOf<E>,
): Readonly<Record<string, unknown>> {
  const entries = shownFieldsOf(entity).map(([name, { answer, wire }]) => {
    const value = record[name];
    if (answer === "presence") return [toCamelCase(`has_${wire}`), value !== undefined];
    if (typeof answer !== "object") return [name, value ?? null];
    const isMoment = answer.of === momentAnswer.of;
    const key = answer.wire === undefined
      ? name.replace(isMoment ? /Ms$/ : "", "")
      : toCamelCase(answer.wire);
    return [key, answer.of(value)];
  });
  return Object.fromEntries(entries);
}

/** What `--json` prints of limits: those that there are. */
export function toListedLimits<E extends Entity>(
  entity: E,
  limits: Partial<RecordOf<E>>,
): Readonly<Record<string, unknown>> {
  const entries = givenFieldsOf(entity).map(([name, field]) => [name, toShownValue(field, limits[name])]);
  return Object.fromEntries(entries);
}

function toCamelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
