import type { Clock } from "../base/clock.ts";
import type { AccessToken } from "../registry/entities/access_token.ts";

/** Options for {@linkcode TokenExpiry}. */
interface TokenExpiryOptions {
  readonly tokens: () => readonly AccessToken[];
  /** Told once of each token that expired, and of each whose text before the last rotation stopped working. */
  readonly onEnd: (token: AccessToken) => void;
  readonly clock: Clock;
}

/** Notices when access tokens expire: calls that wait and webhooks that they set do not ask for the time themselves. */
export class TokenExpiry {
  readonly #options: TokenExpiryOptions;
  #lookedAtMs = 0;
  #cancel: () => void = () => {};

  constructor(options: TokenExpiryOptions) {
    this.#options = options;
  }

  /** Looks now, and again when the next token expires. To be called when tokens have changed. */
  follow(): void {
    this.close();
    const { tokens, onEnd, clock } = this.#options;
    const nowMs = clock.now();
    const ends = tokens().flatMap((token) => endsOf(token).map((endMs) => ({ token, endMs })));
    for (const { token, endMs } of ends) {
      if (endMs > this.#lookedAtMs && endMs <= nowMs) onEnd(token);
    }
    this.#lookedAtMs = nowMs;
    const next = Math.min(...ends.map(({ endMs }) => endMs).filter((endMs) => endMs > nowMs));
    if (Number.isFinite(next)) this.#cancel = clock.schedule(() => this.follow(), next - nowMs);
  }

  /** Leaves no timer behind. */
  close(): void {
    this.#cancel();
    this.#cancel = () => {};
  }
}

function endsOf({ expiresAtMs, previousUntilMs }: AccessToken): number[] {
  return [expiresAtMs, previousUntilMs].filter((endMs) => endMs !== undefined);
}
