import { describeError } from "./errors.ts";
import { maskSecrets } from "./secrets.ts";

/** From the most to the least talkative. */
export const logLevels = ["debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];
export type LogFormat = "text" | "json";

/** Values beside the message. An `error` field may be anything that was thrown. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Writes lines in which no token or password can stand. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

interface LoggerOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** Takes one finished line without its line break. */
  readonly write: (line: string) => void;
  readonly now: () => number;
}

/** A {@linkcode Logger} that writes one masked line per message. */
export function createLogger(options: LoggerOptions): Logger {
  const threshold = logLevels.indexOf(options.level);
  const log = (level: LogLevel, message: string, fields: LogFields = {}) => {
    if (logLevels.indexOf(level) < threshold) return;
    const time = new Date(options.now()).toISOString();
    const line = options.format === "json"
      ? JSON.stringify({ time, level, message, ...toPlain(fields) })
      : [time, level.toUpperCase().padEnd(5), message, ...toPairs(fields)].join(" ");
    options.write(maskSecrets(line));
  };
  return {
    debug: (message, fields) => log("debug", message, fields),
    info: (message, fields) => log("info", message, fields),
    warn: (message, fields) => log("warn", message, fields),
    error: (message, fields) => log("error", message, fields),
  };
}

/** Message and fields on one line, with everything that looks like a secret masked. */
export function describeLine(message: string, fields: LogFields = {}): string {
  return maskSecrets([message, ...toPairs(fields)].join(" "));
}

/** A logger that says nothing. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };

function toPlain(fields: LogFields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map((
      [name, value],
    ) => [name, value instanceof Error ? describeError(value) : value]),
  );
}

function toPairs(fields: LogFields): string[] {
  return Object.entries(toPlain(fields)).map(([name, value]) => {
    const text = typeof value === "string" ? value : JSON.stringify(value) ?? "undefined";
    // A line break inside a value must not look like a second log line.
    return `${name}=${/[\s"=]/.test(text) ? JSON.stringify(text) : text}`;
  });
}
