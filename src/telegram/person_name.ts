import { asRecord, asText, type JsonRecord } from "../base/json_value.ts";

/** The name of a User or Chat object as people write it; its username, or nothing, where it has none. */
export function personName(person: JsonRecord | undefined): string {
  const names = [person?.title, person?.first_name, person?.last_name].map(asText).filter(Boolean);
  const username = asText(person?.username);
  return names.length > 0 ? names.join(" ") : username === "" ? "" : `@${username}`;
}

/** All names of a User or Chat object. */
export function personNames(value: unknown): string[] {
  const person = asRecord(value);
  return [person?.title, person?.first_name, person?.last_name, person?.username].map(asText).filter(Boolean);
}
