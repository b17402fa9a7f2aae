import { maskSecrets } from "../../base/secrets.ts";

/** How deep values are looked into; what lies deeper is left out. */
const maxLevels = 32;
/** Names of what may be a secret whatever it looks like. */
const secretName = /token|secret|password/i;

/** A JSON value in which no token, key or password stands; its shape stays. */
export function maskValue(value: unknown, level = 0): unknown {
  if (typeof value === "string") return maskSecrets(value);
  if (typeof value !== "object" || value === null) return value;
  if (level >= maxLevels) return "…";
  if (Array.isArray(value)) return value.map((item) => maskValue(item, level + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      secretName.test(name) ? "***" : maskValue(member, level + 1),
    ]),
  );
}
