import type { Clock } from "../base/clock.ts";
import { signInLimits, Throttle, toThrottleName } from "./throttle.ts";

/** Attempts at one account from all unknown devices together before they are slowed down. */
export const maxFreeAtAccount = 20;
/** The same from one address at all accounts together: several people may have it. */
export const maxFreeFromAddress = 30;

/** Who tries to sign in, as whom, and from where. */
interface SignInAttempt {
  /** Name of the account; empty where it is not known. */
  readonly account: string;
  /** IP address. */
  readonly address: string;
  /** Id of the account's device that it comes from; absent for one that is not known. */
  readonly deviceId?: number | undefined;
}

/** A throttle with the name that an attempt has there. */
interface Gate {
  readonly throttle: Throttle;
  readonly name: string;
  /** Whether success there says that the failures before were the same person's. */
  readonly isPersonal: boolean;
}

/**
 * Slows guessing down without locking the right person out. A known device counts by itself alone. Everybody else counts
 * by account and address together, and more leniently by account and by address: guesses that come from many addresses,
 * or at many accounts, are bounded too.
 */
export class SignInThrottle {
  readonly #devices: Throttle;
  readonly #pairs: Throttle;
  readonly #accounts: Throttle;
  readonly #addresses: Throttle;

  constructor(clock: Clock) {
    this.#devices = new Throttle(clock);
    this.#pairs = new Throttle(clock);
    this.#accounts = new Throttle(clock, { ...signInLimits, free: maxFreeAtAccount });
    this.#addresses = new Throttle(clock, { ...signInLimits, free: maxFreeFromAddress });
  }

  /** Seconds to wait before this attempt; 0 when it may begin now. Does not count it. */
  waitSec(attempt: SignInAttempt): number {
    return Math.max(...this.#gatesOf(attempt).map(({ throttle, name }) => throttle.waitSec(name)));
  }

  /** An attempt begins; it counts as a failure until it has succeeded. */
  begin(attempt: SignInAttempt): void {
    for (const { throttle, name } of this.#gatesOf(attempt)) throttle.begin(name);
  }

  /** It succeeded. What others did at this account, or at others from this address, still counts. */
  succeed(attempt: SignInAttempt): void {
    for (const { throttle, name, isPersonal } of this.#gatesOf(attempt)) {
      if (isPersonal) throttle.succeed(name);
      else throttle.takeBack(name);
    }
  }

  /** Forgets all failures at an account, and from an address: somebody proved otherwise that it is theirs. */
  forgive(attempt: SignInAttempt): void {
    for (const { throttle, name } of this.#gatesOf(attempt)) throttle.succeed(name);
  }

  #gatesOf({ account, address, deviceId }: SignInAttempt): Gate[] {
    if (deviceId !== undefined) {
      return [{ throttle: this.#devices, name: String(deviceId), isPersonal: true }];
    }
    const network = toThrottleName(address);
    const addresses = { throttle: this.#addresses, name: network, isPersonal: false };
    if (account === "") return [addresses];
    return [
      addresses,
      { throttle: this.#accounts, name: account, isPersonal: false },
      { throttle: this.#pairs, name: `${account}\n${network}`, isPersonal: true },
    ];
  }
}
