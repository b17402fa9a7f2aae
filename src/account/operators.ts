import { type Fault, fault, type RequestFaultCode } from "../faults/fault.ts";
import type { Clock } from "../base/clock.ts";
import { UsageError, usageError } from "../base/errors.ts";
import { refuseGuessable } from "./guessable_password.ts";
import type { GivenFields, GivenName, NewRecord } from "../registry/entities/entity.ts";
import type { Operator, operator } from "./account_records.ts";
import type { PasswordHasher } from "./password_hash.ts";
import type { OperatorRefusal, OperatorStore } from "./account_store.ts";

/** Maximum operators of one BotMux. */
export const maxOperators = 1_000;
/** What is said of an operator who is to be added. */
type NewOperator = GivenFields<typeof operator> & {
  /** Absent: they sign in through Telegram only. */
  readonly password?: string | undefined;
};

/** What is different about an operator; what is absent stays. */
export type OperatorPatch =
  & Partial<Pick<Operator, GivenName<typeof operator>>>
  & {
    readonly password?: string;
    /** No one-time codes from now on; {@linkcode Operators.useTotp} turns them on. */
    readonly totpSecret?: undefined;
  };

/** A secret of one-time codes, with the time step of the code that showed that its owner has it. */
interface TotpEnrolment {
  /** Base32. */
  readonly secret: string;
  readonly step: number;
}

/** Options for {@linkcode Operators}. */
interface OperatorsOptions {
  readonly store: OperatorStore;
  readonly hasher: PasswordHasher;
  readonly clock: Clock;
}

/** The people who may sign in. At least one owner stays. */
export class Operators {
  readonly #options: OperatorsOptions;

  constructor(options: OperatorsOptions) {
    this.#options = options;
  }

  /** Up to `limit` operators with ids above `after`, ascending. */
  list(after: number, limit: number): Promise<readonly Operator[]> {
    return this.#options.store.operators(after, limit);
  }

  find(id: number): Promise<Operator | undefined> {
    return this.#options.store.operator(id);
  }

  /**
   * Adds an operator.
   *
   * @throws {UsageError} when the name or the Telegram user is somebody else's, there are too many, or the password is
   * easy to guess.
   * @throws {QueueFullError} when too many passwords are being hashed.
   */
  async add(wanted: NewOperator): Promise<Operator> {
    const record = await this.prepare(wanted);
    return orThrow(await this.#options.store.insertOperator(record, maxOperators));
  }

  /**
   * The hash of a password that an operator is to have from now on.
   *
   * @throws {UsageError} when it is easy to guess.
   * @throws {QueueFullError} when too many passwords are being hashed.
   */
  async hashNew(password: string, name: string): Promise<string> {
    await refuseGuessable(password, name);
    return await this.#options.hasher.hash(password);
  }

  /** The record of somebody who is to be added. */
  async prepare({ password, ...wanted }: NewOperator): Promise<NewRecord<typeof operator>> {
    return {
      ...wanted,
      passwordHash: password === undefined ? undefined : await this.hashNew(password, wanted.name),
      addedAtMs: this.#options.clock.now(),
    };
  }

  /**
   * Changes an operator. A new password, and codes that are no longer asked for, end all their sessions but `keptSession`.
   *
   * @throws {UsageError} when there is no such operator, what is asked for is somebody else's, no owner would stay, or the
   * password is easy to guess.
   * @throws {QueueFullError} when too many passwords are being hashed.
   */
  async change(id: number, patch: OperatorPatch, keptSession = 0): Promise<Operator> {
    const { store } = this.#options;
    const { password, ...rest } = patch;
    const known = await store.operator(id);
    const role = rest.role ?? known?.role;
    if (role === "owner" && rest.bots !== undefined) {
      throw usageError("operator_knows_all_bots");
    }
    const changed = orThrow(
      await store.updateOperator(id, {
        ...rest,
        ...(password === undefined
          ? {}
          : { passwordHash: await this.hashNew(password, rest.name ?? known?.name ?? "") }),
        ...(role === "owner" ? { bots: undefined } : {}),
      }),
    );
    if (password !== undefined || "totpSecret" in rest) {
      await store.deleteOtherSessions(id, keptSession);
    }
    return changed;
  }

  /**
   * Asks an operator for one-time codes from now on, and ends all their sessions but `keptSession`. The code that showed
   * that they have the secret is used up by that.
   *
   * @returns false when a code of this time step or a later one was used already, or there is no such operator.
   */
  async useTotp(id: number, { secret, step }: TotpEnrolment, keptSession = 0): Promise<boolean> {
    const { store } = this.#options;
    if (!await store.enrolTotp(id, secret, step)) return false;
    await store.deleteOtherSessions(id, keptSession);
    return true;
  }

  /**
   * Removes an operator and ends their sessions; false when there is none with this id.
   *
   * @throws {UsageError} when no owner would stay.
   */
  async remove(id: number): Promise<boolean> {
    const refusal = await this.#options.store.deleteOperator(id);
    if (refusal === "last-owner") orThrow(refusal);
    return refusal === undefined;
  }
}

const refusals: Readonly<Record<OperatorRefusal, Fault<RequestFaultCode>>> = {
  "name-taken": fault("operator_name_taken"),
  "telegram-user-taken": fault("operator_telegram_taken"),
  "too-many": fault("operator_limit", { count: maxOperators }),
  "last-owner": fault("operator_last_owner"),
  absent: fault("operator_gone"),
};

function orThrow(result: Operator | OperatorRefusal): Operator {
  if (typeof result === "string") throw new UsageError(refusals[result]);
  return result;
}
