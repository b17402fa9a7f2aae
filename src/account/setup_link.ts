import type { Clock } from "../base/clock.ts";
import { randomUrlSafe } from "../base/secrets.ts";
import type { Operator } from "./model.ts";
import type { NewOperator, Operators } from "./operators.ts";
import { hashSecret } from "./secret_hash.ts";
import type { OperatorStore } from "./store.ts";

/** How long a setup link is valid, in milliseconds. */
const validMs = 24 * 3_600_000;
/** Characters of its secret, six random bits each: 258 bits. */
const secretLength = 43;

/** What the setup link works with. */
export interface SetupLinkOptions {
  readonly store: OperatorStore;
  readonly operators: Operators;
  readonly clock: Clock;
}

/** How the first owner comes to be: by a link that is shown where BotMux was started, and nowhere else. */
export class SetupLink {
  readonly #options: SetupLinkOptions;

  constructor(options: SetupLinkOptions) {
    this.#options = options;
  }

  /** A new link's secret, instead of any before; `undefined` when somebody can sign in already. */
  async renew(): Promise<string | undefined> {
    const { store, clock } = this.#options;
    if (await store.countOperators() > 0) return undefined;
    const secret = randomUrlSafe(secretLength);
    await store.saveSetupLink(hashSecret(secret), clock.now() + validMs);
    return secret;
  }

  /**
   * Makes the first owner, once; `undefined` when the link is not valid, or was used.
   *
   * @throws {GateFullError} when too many are at it.
   */
  async use(secret: string, owner: Pick<NewOperator, "name" | "password">): Promise<Operator | undefined> {
    const { store, operators, clock } = this.#options;
    if (await store.countOperators() > 0) return undefined;
    const record = await operators.prepare({ ...owner, role: "owner", telegramUserId: 0 });
    return await store.insertFirstOperator(record, hashSecret(secret), clock.now());
  }
}
