import type { Clock } from "../base/clock.ts";
import type { Devices } from "./devices.ts";
import { type InitDataProof, verifyInitData } from "./init_data.ts";
import type { Operator, Session } from "./account_records.ts";
import type { PasswordHasher } from "./password_hash.ts";
import type { Sessions, SignInPlace } from "./sessions.ts";
import type { OperatorStore } from "./account_store.ts";
import { SignInThrottle } from "./sign_in_throttle.ts";
import { Throttle } from "./throttle.ts";
import { findTotpStep } from "./totp.ts";

/** What somebody signs in with. */
interface Credentials {
  readonly name: string;
  readonly password: string;
  /** The one-time code, for who uses them. */
  readonly code?: string;
}

/** What a Mini App sends. */
interface TelegramCredentials {
  /** The bot whose Mini App it is. */
  readonly botId: number;
  /** `Telegram.WebApp.initData` */
  readonly initData: string;
  /** The one-time code, for who uses them. */
  readonly code?: string;
}

/** Maximum number of signed `initData` that are remembered while they are fresh. */
const maxUsedInitData = 10_000;

/** How a sign-in ended. `operator` is who it was about, as far as that is known. */
export type SignInOutcome =
  | {
    readonly kind: "done";
    readonly operator: Operator;
    readonly session: Session;
    /** Of the session, for its cookie. */
    readonly secret: string;
    /** Secret of the device that is known from now on, for its cookie. */
    readonly device: string;
  }
  | { readonly kind: "refused"; readonly operator?: Operator }
  | { readonly kind: "code-needed" | "code-wrong"; readonly operator: Operator }
  | { readonly kind: "throttled"; readonly waitSec: number };

/** Options for {@linkcode SignIn}. */
interface SignInOptions {
  readonly store: OperatorStore;
  readonly hasher: PasswordHasher;
  readonly sessions: Sessions;
  readonly devices: Devices;
  readonly clock: Clock;
  /** Telegram's Ed25519 public key, lower-case hex. */
  readonly telegramPublicKey: string;
}

/** Signs operators in, and slows down who tries again and again. */
export class SignIn {
  readonly #options: SignInOptions;
  readonly #throttle: SignInThrottle;
  readonly #confirmations: Throttle;

  constructor(options: SignInOptions) {
    this.#options = options;
    this.#throttle = new SignInThrottle(options.clock);
    this.#confirmations = new Throttle(options.clock);
  }

  /**
   * With name and password, and a code where the operator uses them.
   *
   * @throws {QueueFullError} when too many are at it.
   */
  async withPassword({ name, password, code }: Credentials, place: SignInPlace): Promise<SignInOutcome> {
    const operator = await this.#options.store.operatorByName(name);
    return await this.#attempt({ name, operator }, place, async () => {
      const isRight = await this.#options.hasher.verify(password, operator?.passwordHash);
      if (operator === undefined) return { kind: "refused" };
      if (!isRight) return { kind: "refused", operator };
      return await this.#checkCode(operator, code) ?? await this.#begin(operator, place);
    });
  }

  /**
   * With what Telegram gave a Mini App, once, and a code where the operator uses them. Whether people may sign in with
   * this bot is for the caller to know.
   */
  async withTelegram(credentials: TelegramCredentials, place: SignInPlace): Promise<SignInOutcome> {
    const { store, clock, telegramPublicKey: publicKey } = this.#options;
    const { botId, initData, code } = credentials;
    const proof = await verifyInitData({ initData, botId, publicKey, nowMs: clock.now() });
    const operator = proof && await store.operatorByTelegramUser(proof.userId);
    return await this.#attempt({ name: operator?.name ?? "", operator }, place, async () => {
      if (proof === undefined || operator === undefined) return { kind: "refused" };
      // The code first: who mistypes it may try again with the same data.
      const refusal = await this.#checkCode(operator, code);
      if (refusal !== undefined) return refusal;
      if (!await this.#takeInitData(proof)) return { kind: "refused", operator };
      return await this.#begin(operator, place);
    });
  }

  /**
   * Whether a password is an operator's, as asked before something delicate. Each session is slowed down by itself: the
   * failures of whoever tries to sign in elsewhere do not count here.
   *
   * @returns seconds to wait when it was tried too often.
   * @throws {QueueFullError} when too many are at it.
   */
  async confirm(
    { passwordHash }: Operator,
    password: string,
    sessionId: number,
  ): Promise<boolean | { readonly waitSec: number }> {
    const name = String(sessionId);
    const waitSec = this.#confirmations.waitSec(name);
    if (waitSec > 0) return { waitSec };
    this.#confirmations.begin(name);
    const isRight = await this.#options.hasher.verify(password, passwordHash);
    if (isRight) this.#confirmations.succeed(name);
    return isRight;
  }

  /** Forgets the failures at an account, and from an address, of somebody who proved otherwise that it is theirs. */
  forgive(account: string, { address }: SignInPlace): void {
    this.#throttle.forgive({ account, address });
  }

  async #attempt(
    { name, operator }: { readonly name: string; readonly operator: Operator | undefined },
    place: SignInPlace,
    work: () => Promise<SignInOutcome>,
  ): Promise<SignInOutcome> {
    const device = operator && await this.#options.devices.find(operator.id, place.device ?? "");
    const attempt = { account: name, address: place.address, deviceId: device?.id };
    const waitSec = this.#throttle.waitSec(attempt);
    if (waitSec > 0) return { kind: "throttled", waitSec };
    this.#throttle.begin(attempt);
    const outcome = await work();
    if (outcome.kind === "done") this.#throttle.succeed(attempt);
    return outcome;
  }

  /** Why a one-time code does not let an operator in; `undefined` when it does, or none is asked for. */
  async #checkCode(operator: Operator, code: string | undefined): Promise<SignInOutcome | undefined> {
    const { id, totpSecret } = operator;
    if (totpSecret === undefined) return undefined;
    if (code === undefined) return { kind: "code-needed", operator };
    const step = findTotpStep(totpSecret, code, this.#options.clock.now());
    const isRight = step !== undefined && await this.#options.store.takeTotpStep(id, step);
    return isRight ? undefined : { kind: "code-wrong", operator };
  }

  #takeInitData({ digest, expiresAtMs }: InitDataProof): Promise<boolean> {
    const { store, clock } = this.#options;
    return store.takeInitData(digest, { expiresAtMs, nowMs: clock.now() }, maxUsedInitData);
  }

  async #begin(operator: Operator, place: SignInPlace): Promise<SignInOutcome> {
    const { store, sessions, devices, clock } = this.#options;
    await store.updateOperator(operator.id, { lastSignInAtMs: clock.now() });
    const device = await devices.remember(operator.id, place);
    return { kind: "done", operator, device, ...await sessions.begin(operator.id, place) };
  }
}
