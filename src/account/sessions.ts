import { unlessStorageFails } from "../base/storage_error.ts";
import type { Clock } from "../base/clock.ts";
import { randomUrlSafe } from "../base/secrets.ts";
import type { Operator, Session } from "./account_records.ts";
import type { Principal } from "./principal.ts";
import { hashSecret } from "./secret_hash.ts";
import type { OperatorStore } from "./account_store.ts";

const dayMs = 86_400_000;
/** A session that is not used for this long is over, in milliseconds. */
export const idleMs = 7 * dayMs;
/** No session lasts longer than this, in milliseconds. */
export const maxSessionMs = 30 * dayMs;
/** Maximum sessions of one operator; the oldest ends when another one begins. */
const maxSessions = 20;
/** Characters of a session's secret, six random bits each: 258 bits. */
const secretLength = 43;
/** Maximum length of what a browser says it is, in characters. */
export const maxUserAgentLength = 256;
/** That a session is used is written down this often at most, in milliseconds. */
const seenStepMs = 60_000;

/** Where somebody signed in. */
export interface SignInPlace {
  /** IP address. */
  readonly address: string;
  /** What the browser says it is. */
  readonly userAgent: string;
  /** Secret of the device, as its cookie has it; absent where there is none. */
  readonly device?: string | undefined;
  /** Secret of the session that the browser had until now, as its cookie has it; absent where there was none. */
  readonly session?: string | undefined;
}

/** Operators who are signed in. The secret of a session is in a cookie; only its hash is kept. */
export class Sessions {
  readonly #store: OperatorStore;
  readonly #clock: Clock;

  constructor(store: OperatorStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Begins one and ends that which the browser had; `secret` goes into the cookie, this once. */
  async begin(
    operatorId: number,
    place: SignInPlace,
  ): Promise<{ readonly session: Session; readonly secret: string }> {
    const before = place.session && await this.#store.sessionByHash(hashSecret(place.session));
    if (before) await this.#store.deleteSession(before.id, before.operatorId);
    const secret = randomUrlSafe(secretLength);
    const nowMs = this.#clock.now();
    const session = await this.#store.insertSession({
      operatorId,
      hash: hashSecret(secret),
      address: place.address,
      userAgent: place.userAgent.slice(0, maxUserAgentLength),
      addedAtMs: nowMs,
      lastSeenAtMs: nowMs,
    }, { max: maxSessions, begunAfterMs: nowMs - maxSessionMs, seenAfterMs: nowMs - idleMs });
    return { session, secret };
  }

  /** Who is signed in with a cookie's value, with the rights they have now; `undefined` when nobody is. */
  async authenticate(secret: string): Promise<Principal | undefined> {
    if (secret.length !== secretLength) return undefined;
    const session = await this.#store.sessionByHash(hashSecret(secret));
    const nowMs = this.#clock.now();
    if (session === undefined || isOver(session, nowMs)) return undefined;
    const operator = await this.#store.operator(session.operatorId);
    if (operator === undefined) return undefined;
    if (nowMs - session.lastSeenAtMs >= seenStepMs) {
      await unlessStorageFails(this.#store.noteSessionSeen(session.id, nowMs));
    }
    return toPrincipal(operator, session.id);
  }

  /** Who is signed in by the session with this id, with the rights they have now; `undefined` when it is over. */
  async holder(id: number, operatorId: number): Promise<Principal | undefined> {
    const isOn = (await this.list(operatorId)).some((session) => session.id === id);
    const operator = isOn ? await this.#store.operator(operatorId) : undefined;
    return operator && toPrincipal(operator, id);
  }

  /** An operator's sessions that are not over, the newest first. */
  async list(operatorId: number): Promise<readonly Session[]> {
    const nowMs = this.#clock.now();
    return (await this.#store.sessionsOf(operatorId)).filter((session) => !isOver(session, nowMs));
  }

  /** Ends all of an operator's sessions but one. */
  endOthers(operatorId: number, keptId: number): Promise<void> {
    return this.#store.deleteOtherSessions(operatorId, keptId);
  }

  /** Ends one of an operator's sessions; false when there is none with this id. */
  end(id: number, operatorId: number): Promise<boolean> {
    return this.#store.deleteSession(id, operatorId);
  }
}

function isOver({ addedAtMs, lastSeenAtMs }: Session, nowMs: number): boolean {
  return nowMs - lastSeenAtMs >= idleMs || nowMs - addedAtMs >= maxSessionMs;
}

function toPrincipal({ id, name, role, bots }: Operator, sessionId: number): Principal {
  return { kind: "operator", id, name, role, sessionId, ...(bots === undefined ? {} : { bots }) };
}
