import type { Clock } from "../base/clock.ts";
import { checkInitData } from "./init_data.ts";
import type { Operator, Session } from "./model.ts";
import type { PasswordHasher } from "./password_hash.ts";
import type { Sessions, SignInPlace } from "./sessions.ts";
import type { OperatorStore } from "./store.ts";
import { Throttle, toThrottleName } from "./throttle.ts";
import { findTotpStep } from "./totp.ts";

/** What somebody signs in with. */
export interface Credentials {
  readonly name: string;
  readonly password: string;
  /** The one-time code, for who uses them. */
  readonly code?: string;
}

/** How a sign-in ended. `operator` is who it was about, as far as that is known. */
export type SignInOutcome =
  | { readonly kind: "done"; readonly operator: Operator; readonly session: Session; readonly secret: string }
  | { readonly kind: "refused"; readonly operator?: Operator }
  | { readonly kind: "code-needed"; readonly operator: Operator }
  | { readonly kind: "throttled"; readonly waitSec: number };

/** What signing in works with. */
export interface SignInOptions {
  readonly store: OperatorStore;
  readonly hasher: PasswordHasher;
  readonly sessions: Sessions;
  readonly clock: Clock;
}

/** Signs operators in. Attempts are slowed down per account and per address. */
export class SignIn {
  readonly #options: SignInOptions;
  readonly #accounts: Throttle;
  readonly #addresses: Throttle;

  constructor(options: SignInOptions) {
    this.#options = options;
    this.#accounts = new Throttle(options.clock);
    this.#addresses = new Throttle(options.clock);
  }

  /**
   * With name and password, and a code where the operator uses them.
   *
   * @throws {GateFullError} when too many are at it.
   */
  withPassword({ name, password, code }: Credentials, place: SignInPlace): Promise<SignInOutcome> {
    return this.#attempt(name, place, async () => {
      const operator = await this.#options.store.operatorByName(name);
      const isRight = await this.#options.hasher.verify(password, operator?.passwordHash ?? "");
      if (operator === undefined) return { kind: "refused" };
      if (!isRight) return { kind: "refused", operator };
      if (operator.totpSecret === "") return await this.#begin(operator, place);
      if (code === undefined) return { kind: "code-needed", operator };
      if (!await this.#takeCode(operator, code)) return { kind: "refused", operator };
      return await this.#begin(operator, place);
    });
  }

  /** With what Telegram gave a Mini App of the bot whose token is `botToken`. */
  withTelegram(initData: string, botToken: string | undefined, place: SignInPlace): Promise<SignInOutcome> {
    return this.#attempt("", place, async () => {
      const userId = botToken === undefined
        ? undefined
        : checkInitData(initData, botToken, this.#options.clock.now());
      const operator = userId === undefined
        ? undefined
        : await this.#options.store.operatorByTelegramUser(userId);
      return operator === undefined ? { kind: "refused" } : await this.#begin(operator, place);
    });
  }

  /**
   * Whether a password is an operator's, as asked before something delicate; slowed down like signing in.
   *
   * @returns seconds to wait when it was tried too often.
   * @throws {GateFullError} when too many are at it.
   */
  async confirm(operator: Operator, password: string): Promise<boolean | { readonly waitSec: number }> {
    const waitSec = this.#accounts.waitSec(operator.name);
    if (waitSec > 0) return { waitSec };
    this.#accounts.begin(operator.name);
    const isRight = await this.#options.hasher.verify(password, operator.passwordHash);
    if (isRight) this.#accounts.succeed(operator.name);
    return isRight;
  }

  async #attempt(
    account: string,
    { address }: SignInPlace,
    work: () => Promise<SignInOutcome>,
  ): Promise<SignInOutcome> {
    const origin = toThrottleName(address);
    const waitSec = Math.max(
      account === "" ? 0 : this.#accounts.waitSec(account),
      this.#addresses.waitSec(origin),
    );
    if (waitSec > 0) return { kind: "throttled", waitSec };
    if (account !== "") this.#accounts.begin(account);
    this.#addresses.begin(origin);
    const outcome = await work();
    if (outcome.kind === "done") {
      this.#accounts.succeed(account);
      this.#addresses.succeed(origin);
    }
    return outcome;
  }

  async #takeCode(operator: Operator, code: string): Promise<boolean> {
    const step = findTotpStep(operator.totpSecret, code, this.#options.clock.now());
    return step !== undefined && await this.#options.store.takeTotpStep(operator.id, step);
  }

  async #begin(operator: Operator, place: SignInPlace): Promise<SignInOutcome> {
    const { store, sessions, clock } = this.#options;
    await store.updateOperator(operator.id, { lastSignInAtMs: clock.now() });
    return { kind: "done", operator, ...await sessions.begin(operator.id, place) };
  }
}
