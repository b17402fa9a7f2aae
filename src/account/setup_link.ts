import type { Clock } from "../base/clock.ts";
import { randomUrlSafe } from "../base/secrets.ts";
import type { Operator } from "./account_records.ts";
import type { Operators } from "./operators.ts";
import { hashSecret } from "./secret_hash.ts";
import type { OperatorStore } from "./account_store.ts";

/** How long the link of the first owner is valid, in milliseconds. */
const firstValidMs = 24 * 3_600_000;
/** How long the link of somebody who is locked out is valid, in milliseconds: there is an account to be taken. */
const resetValidMs = 3_600_000;
/** Characters of its secret, six random bits each: 258 bits. */
const secretLength = 43;

/** What somebody signs in with from then on. */
interface SetupCredentials {
  readonly name: string;
  readonly password: string;
}

/** A link by which somebody sets a password. */
interface PasswordLink {
  readonly secret: string;
  /** Milliseconds since the epoch. */
  readonly expiresAtMs: number;
}

/** Options for {@linkcode SetupLink}. */
interface SetupLinkOptions {
  readonly store: OperatorStore;
  readonly operators: Operators;
  readonly clock: Clock;
}

/**
 * How the first owner comes to be, and how an operator sets a password that nobody else knows: by a link that is shown
 * in the shell of whoever may use the data folder, or to an owner who asks for it.
 */
export class SetupLink {
  readonly #options: SetupLinkOptions;

  constructor(options: SetupLinkOptions) {
    this.#options = options;
  }

  /** Whether nobody can sign in yet. */
  async isNeeded(): Promise<boolean> {
    return await this.#options.store.countOperators() === 0;
  }

  /** A new link's secret, instead of any before; `undefined` when somebody can sign in already. */
  async renew(): Promise<string | undefined> {
    const { store, clock } = this.#options;
    if (await store.countOperators() > 0) return undefined;
    return await this.#save(0, clock.now() + firstValidMs);
  }

  /**
   * A link by which an operator sets a password, instead of theirs before. Until it is used everything stays as it is;
   * one-time codes are asked for as before. Who never signed in has as long as the first owner.
   */
  async renewFor({ id, passwordHash, lastSignInAtMs }: Operator): Promise<PasswordLink> {
    const isNew = passwordHash === undefined && lastSignInAtMs === undefined;
    const expiresAtMs = this.#options.clock.now() + (isNew ? firstValidMs : resetValidMs);
    return { secret: await this.#save(id, expiresAtMs), expiresAtMs };
  }

  /**
   * Makes the first owner, or gives the operator of the link the password, once; `undefined` when the link is not
   * valid, was used, or is that of an operator with another name.
   *
   * @throws {UsageError} when the password is easy to guess; the link stays valid.
   * @throws {QueueFullError} when too many are at it.
   */
  async use(secret: string, owner: SetupCredentials): Promise<Operator | undefined> {
    const { store, operators, clock } = this.#options;
    const hash = hashSecret(secret);
    // Only whoever has a valid link makes BotMux hash a password.
    const link = await store.setupLink(hash, clock.now());
    if (link === undefined) return undefined;
    if (link.operatorId === 0) {
      const record = await operators.prepare({ ...owner, role: "owner" });
      return await store.insertFirstOperator(record, hash, clock.now());
    }
    if ((await store.operator(link.operatorId))?.name !== owner.name) return undefined;
    return await store.resetPassword(await operators.hashNew(owner.password, owner.name), hash, clock.now());
  }

  async #save(operatorId: number, expiresAtMs: number): Promise<string> {
    const secret = randomUrlSafe(secretLength);
    await this.#options.store.saveSetupLink({ hash: hashSecret(secret), expiresAtMs, operatorId });
    return secret;
  }
}
