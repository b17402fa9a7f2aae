import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { ApiKeys } from "./api_keys.ts";
import { coversRole, type Principal } from "./principal.ts";
import type { Sessions } from "./sessions.ts";

/** How often access is checked while something is open: commands in other processes revoke too, and time passes. */
const checkEveryMs = 1_000;

/** What somebody has open. */
export interface Access {
  /** Aborts with {@linkcode AccessEnded} once they may no longer have it. */
  readonly signal: AbortSignal;
  /** Says that it is closed. */
  release(): void;
}

/** Why something that was open ended. */
export class AccessEnded extends Error {
  override readonly name = "AccessEnded";

  constructor() {
    super("The session ended, or the credential was revoked, expired or narrowed");
  }
}

/** What access is checked with. */
interface AccessWatchOptions {
  readonly apiKeys: Pick<ApiKeys, "holder">;
  readonly sessions: Pick<Sessions, "holder">;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Followed {
  readonly principal: Principal;
  readonly controller: AbortController;
}

/** Ends what is open for somebody as soon as they may no longer have it. */
export class AccessWatch {
  readonly #options: AccessWatchOptions;
  readonly #followed = new Set<Followed>();
  #cancelCheck: (() => void) | undefined;

  constructor(options: AccessWatchOptions) {
    this.#options = options;
  }

  /** How much is open. */
  get open(): number {
    return this.#followed.size;
  }

  /** Follows what somebody opened until it is released. Its signal is aborted already if their access has ended. */
  async follow(principal: Principal): Promise<Access> {
    const followed = { principal, controller: new AbortController() };
    this.#followed.add(followed);
    this.#schedule();
    await this.#check(followed);
    return { signal: followed.controller.signal, release: () => this.#release(followed) };
  }

  /** Looks at everything that is open; what nobody may have any more has ended when this resolves. */
  async recheck(): Promise<void> {
    for (const followed of [...this.#followed]) await this.#check(followed);
  }

  async #check(followed: Followed): Promise<void> {
    const { principal, controller } = followed;
    try {
      const now = await this.#holder(principal);
      if (now !== undefined && !isNarrowed(principal, now)) return;
    } catch (error) {
      this.#options.logger.error("cannot check access, ending the stream", { error });
    }
    this.#release(followed);
    controller.abort(new AccessEnded());
  }

  #holder({ kind, id, sessionId }: Principal): Promise<Principal | undefined> {
    const { apiKeys, sessions } = this.#options;
    return kind === "api-key" ? apiKeys.holder(id) : sessions.holder(sessionId, id);
  }

  #release(followed: Followed): void {
    this.#followed.delete(followed);
    if (this.#followed.size > 0) return;
    this.#cancelCheck?.();
    this.#cancelCheck = undefined;
  }

  #schedule(): void {
    this.#cancelCheck ??= this.#options.clock.schedule(() => {
      this.recheck().finally(() => {
        this.#cancelCheck = undefined;
        if (this.#followed.size > 0) this.#schedule();
      });
    }, checkEveryMs);
  }
}

function isNarrowed(before: Principal, now: Principal): boolean {
  if (!coversRole(now.role, before.role)) return true;
  if (now.bots === undefined) return false;
  const left = new Set(now.bots);
  return before.bots === undefined || before.bots.some((bot) => !left.has(bot));
}
