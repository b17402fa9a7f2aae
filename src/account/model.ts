/** What somebody may do, the weakest first. Each may do what those before it may. */
export const roles = ["viewer", "manager", "owner"] as const;

/**
 * `viewer` looks, `manager` also changes consumers and access tokens, `owner` also adds and removes bots, operators and
 * API keys.
 */
export type Role = (typeof roles)[number];

/** A credential of a script. Only its hash is kept. */
export interface ApiKey {
  readonly id: number;
  /** A note of the owner's. */
  readonly label: string;
  /** SHA-256 of the whole key, lower-case hex. */
  readonly hash: string;
  readonly role: Role;
  /** The bots it knows of; absent for all. */
  readonly bots?: readonly number[];
  /** Whether it came with the settings: it goes when they no longer say so. */
  readonly isFromSettings: boolean;
  /** Milliseconds since the epoch. */
  readonly addedAtMs: number;
  /** When it stops working, in milliseconds since the epoch; 0 for never. */
  readonly expiresAtMs: number;
  /** When it was last used, to the minute, in milliseconds since the epoch; 0 for never. */
  readonly lastUsedAtMs: number;
}
