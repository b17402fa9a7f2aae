import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import type { Clock } from "../../base/clock.ts";
import { fault } from "../../faults/fault.ts";
import { RequestFailure } from "./request_failure.ts";

/** Finds the IP addresses of a host name. */
export type Resolve = (host: string) => Promise<readonly string[]>;

interface HostAddressesOptions {
  /** A name or an address, as in a URL but without brackets. */
  readonly host: string;
  /** Address to use instead of all others; empty for none. */
  readonly pinned: string;
  /** Whether connections may lead to an IP address. */
  readonly isAllowed: (address: string) => boolean;
  readonly clock: Clock;
  /** Default: the system's resolver. */
  readonly resolve?: Resolve | undefined;
}

/** How long an answer of DNS is used, and a question waited for before it is asked again. */
const freshMs = 60_000;

/** The question of the system's resolver, for names in its hosts file, too. */
async function systemResolve(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true });
  return found.map(({ address }) => address);
}

/** The addresses a host may be connected at, IPv4 first. */
export class HostAddresses {
  readonly #options: HostAddressesOptions;
  #question: { readonly answer: Promise<readonly string[]>; readonly askedAtMs: number } | undefined;

  constructor(options: HostAddressesOptions) {
    this.#options = options;
  }

  /**
   * At least one. Those who ask at the same time share one question.
   *
   * @throws {RequestFailure} when there is none, or none that is allowed; the reason of `signal` when that aborts.
   */
  async find(signal: AbortSignal): Promise<readonly string[]> {
    const { host, pinned, isAllowed } = this.#options;
    const literal = pinned || (isIP(host) === 0 ? "" : host);
    const all = literal === "" ? await unlessAborted(this.#ask(), signal) : [literal];
    const allowed = all.filter(isAllowed);
    if (allowed.length === 0) {
      throw new RequestFailure("address_refused", fault("address_reserved", { address: all[0] ?? "" }));
    }
    return allowed;
  }

  /** The next {@linkcode find} asks again: what it found led nowhere. */
  forget(): void {
    this.#question = undefined;
  }

  #ask(): Promise<readonly string[]> {
    const { clock } = this.#options;
    const known = this.#question;
    if (known !== undefined && clock.now() - known.askedAtMs < freshMs) return known.answer;
    const question = { answer: this.#resolve(), askedAtMs: clock.now() };
    this.#question = question;
    question.answer.catch(() => {
      if (this.#question === question) this.forget();
    });
    return question.answer;
  }

  async #resolve(): Promise<readonly string[]> {
    const { host, resolve = systemResolve } = this.#options;
    let found: readonly string[];
    try {
      found = await resolve(host);
    } catch (error) {
      const isTemporary = error instanceof Error && "code" in error && error.code === "EAI_AGAIN";
      throw new RequestFailure("dns", fault(isTemporary ? "name_unresolved" : "name_unknown"), {
        cause: error,
      });
    }
    if (found.length === 0) throw new RequestFailure("dns", fault("name_unknown"));
    return found.toSorted((left, right) => isIP(left) - isIP(right));
  }
}

/** What `promise` settles with, or the reason of `signal`, whichever comes first. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) return onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
