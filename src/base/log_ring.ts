import { describeLine, type LogFields, type Logger, type LogLevel, logLevels } from "./logger.ts";

/** A line that was logged. */
interface KeptLine {
  /** Rises by one with each line that is kept. */
  readonly number: number;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly level: Exclude<LogLevel, "silent">;
  /** Message and fields, without anything secret. */
  readonly text: string;
}

/** Which lines are looked for. */
interface LineFilter {
  /** Lines with numbers above this. */
  readonly after?: number | undefined;
  /** The least serious level. */
  readonly level?: KeptLine["level"] | undefined;
  /** Part of the text, in any case. */
  readonly text?: string | undefined;
}

/** Maximum lines that are kept. */
export const maxLines = 1_000;
/** Maximum length of the text that is kept of a line, in characters. */
export const maxLineLength = 4_000;

/** The latest lines of a log, in memory: at most {@linkcode maxLines}, the oldest go first. */
export class LogRing {
  #lines: KeptLine[] = [];
  #lastNumber = 0;

  add(line: Omit<KeptLine, "number">): void {
    const text = line.text.length > maxLineLength ? `${line.text.slice(0, maxLineLength)}…` : line.text;
    this.#lines.push({ ...line, text, number: ++this.#lastNumber });
    if (this.#lines.length >= 2 * maxLines) this.#lines = this.#lines.slice(-maxLines);
  }

  /** Up to `limit` lines, the newest first. */
  find({ after = 0, level = "debug", text = "" }: LineFilter, limit: number): KeptLine[] {
    const threshold = logLevels.indexOf(level);
    const sought = text.toLowerCase();
    const found: KeptLine[] = [];
    const oldest = Math.max(this.#lines.length - maxLines, 0);
    for (let index = this.#lines.length - 1; index >= oldest && found.length < limit; index--) {
      const line = this.#lines[index]!;
      if (line.number <= after) break;
      const isFit = logLevels.indexOf(line.level) >= threshold && line.text.toLowerCase().includes(sought);
      if (isFit) found.push(line);
    }
    return found;
  }
}

/** A logger that also keeps what it is told, from `info` on, whatever `logger` itself writes. */
export function keepLines(logger: Logger, ring: LogRing, now: () => number): Logger {
  const keep = (level: KeptLine["level"], message: string, fields: LogFields = {}) => {
    ring.add({ atMs: now(), level, text: describeLine(message, fields) });
    logger[level](message, fields);
  };
  return {
    debug: (message, fields) => logger.debug(message, fields),
    info: (message, fields) => keep("info", message, fields),
    warn: (message, fields) => keep("warn", message, fields),
    error: (message, fields) => keep("error", message, fields),
  };
}
