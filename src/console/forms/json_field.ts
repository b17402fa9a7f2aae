import { isDeeperThan, maxLevels } from "../../http/api/read_body.ts";

/**
 * A field that holds JSON. Invalid JSON, or what is nested too deep to be checked, stays the text that it is, for the
 * endpoint to refuse.
 */
export function parseJsonField(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isDeeperThan(value, maxLevels) ? text : value;
  } catch {
    return text;
  }
}
