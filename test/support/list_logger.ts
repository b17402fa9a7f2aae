import type { LogFields, Logger } from "../../src/base/logger.ts";

/** A logger that adds a line to `lines` for each event, `debug` apart. */
export function createListLogger(lines: string[]): Logger {
  const write = (message: string, fields: LogFields = {}) =>
    void lines.push(
      `${message} ${JSON.stringify(fields, (_, value) => value instanceof Error ? String(value) : value)}`,
    );
  return { debug() {}, info: write, warn: write, error: write };
}
