import { type BotApiPath, parseBotApiPath } from "./path.ts";

/** Maximum paths that are remembered: those of a busy program's methods are few. */
const maxPaths = 1024;
/** Longer paths are of files, or of nobody who calls often. */
const maxLength = 256;

/** Takes paths apart as {@linkcode parseBotApiPath} does, and those that come again by a look into a map. */
export class PathMemory {
  readonly #known = new Map<string, BotApiPath>();

  parse(path: string): BotApiPath | undefined {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    const parsed = parseBotApiPath(path);
    if (parsed?.kind !== "method" || path.length > maxLength) return parsed;
    if (this.#known.size >= maxPaths) this.#known.clear();
    this.#known.set(path, parsed);
    return parsed;
  }
}
