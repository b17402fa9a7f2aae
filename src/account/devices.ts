import type { Clock } from "../base/clock.ts";
import { randomUrlSafe } from "../base/secrets.ts";
import type { DeviceStore } from "./device_store.ts";
import type { Device } from "./account_records.ts";
import { hashSecret } from "./secret_hash.ts";
import { maxUserAgentLength, type SignInPlace } from "./sessions.ts";

/** How long a device is known after somebody last signed in from it, in milliseconds: a year. */
export const maxDeviceAgeMs = 365 * 86_400_000;
/** Maximum number of known devices of one operator; the one that was used longest ago is forgotten first. */
export const maxDevices = 20;
/** Characters of a device's secret, six random bits each: 258 bits. */
const secretLength = 43;

/**
 * Browsers from which operators signed in before. Being known opens nothing: it only keeps the failures of others from
 * slowing the right person down. The secret of a device is in a cookie; only its hash is kept.
 */
export class Devices {
  readonly #store: DeviceStore;
  readonly #clock: Clock;

  constructor(store: DeviceStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** The device with a cookie's value, if this operator signed in from it before. */
  async find(operatorId: number, secret: string): Promise<Device | undefined> {
    if (secret.length !== secretLength) return undefined;
    return await this.#store.device(operatorId, hashSecret(secret), this.#usedAfterMs());
  }

  /**
   * Remembers where an operator has signed in. Its secret is a new one each time: one that somebody planted in the
   * browser is worth nothing.
   *
   * @returns what goes into the cookie, this once.
   */
  async remember(operatorId: number, place: SignInPlace): Promise<string> {
    const secret = randomUrlSafe(secretLength);
    const nowMs = this.#clock.now();
    await this.#store.saveDevice(
      {
        operatorId,
        hash: hashSecret(secret),
        address: place.address,
        userAgent: place.userAgent.slice(0, maxUserAgentLength),
        addedAtMs: nowMs,
        lastSignInAtMs: nowMs,
      },
      hashSecret(place.device ?? ""),
      { max: maxDevices, usedAfterMs: this.#usedAfterMs() },
    );
    return secret;
  }

  /** An operator's known devices, the one that was used last first. */
  list(operatorId: number): Promise<readonly Device[]> {
    return this.#store.devicesOf(operatorId, this.#usedAfterMs());
  }

  /** Forgets one of an operator's devices; false when there is none with this id. */
  forget(id: number, operatorId: number): Promise<boolean> {
    return this.#store.deleteDevice(id, operatorId);
  }

  #usedAfterMs(): number {
    return this.#clock.now() - maxDeviceAgeMs;
  }
}
