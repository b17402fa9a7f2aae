import type { JsonRecord } from "../../base/json_value.ts";
import { asRecord } from "../../base/json_value.ts";
import type { Logger } from "../../base/logger.ts";
import { describeRenamed, renamed, type RenamedEndpoint, renameKeys } from "../../base/renamed.ts";

/** Accepts the API's names of 0.1; logs each of them once. */
export class OldNames {
  readonly #logger: Logger;
  readonly #logged = new Set<string>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** The body of a request under today's names; `headers` get a warning for each old one. */
  renameBody(endpointId: string, body: unknown, headers: Headers): unknown {
    const keys = renamed.fields.get(endpointId);
    const record = asRecord(body);
    if (keys === undefined || record === undefined) return body;
    const { record: now, used } = renameKeys(record, keys);
    for (const { from, to } of used) this.#warn(`"${from}"`, `"${to}"`, headers);
    return now;
  }

  /** The body for the endpoint that replaced another one. */
  replaceBody({ method, path, to, body }: RenamedEndpoint, headers: Headers): JsonRecord {
    this.#warn(`${method} ${path}`, to, headers);
    return body;
  }

  #warn(from: string, to: string, headers: Headers): void {
    const words = describeRenamed(from, to);
    // RFC 9110 has no code for it; 299 is what others use for deprecation.
    headers.append("warning", `299 - ${JSON.stringify(words)}`);
    if (this.#logged.has(words)) return;
    this.#logged.add(words);
    this.#logger.warn("API request with a deprecated name", { name: from, use: to });
  }
}
