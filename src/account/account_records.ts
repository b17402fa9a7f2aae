import Type from "typebox";
import { entity, optional, type RecordOf, required } from "../registry/entities/entity.ts";

/** What somebody may do, the weakest first. Each may do what those before it may. */
export const roles = ["viewer", "manager", "owner"] as const;

/**
 * `viewer` looks, `manager` also changes consumers and access tokens, `owner` also adds and removes bots, operators and
 * API keys.
 */
export type Role = (typeof roles)[number];

/** What somebody may do with which bots. */
export interface Grants {
  readonly role: Role;
  /** The bots they know of; absent for all. */
  readonly bots?: readonly number[] | undefined;
}

const grants = {
  role: required(Type.Enum([...roles])),
  bots: optional(Type.Array(Type.Integer())),
};

/** A credential of a script. Only its hash is kept. Times are milliseconds since the epoch, 0 for never. */
export const apiKey = entity({
  id: required(Type.Integer()),
  /** A note of the owner's. */
  label: required(Type.String()),
  /** SHA-256 of the whole key, lower-case hex. */
  hash: required(Type.String()),
  ...grants,
  /** Whether it came with the settings: it goes when they no longer say so. */
  isFromSettings: required(Type.Boolean()),
  addedAtMs: required(Type.Integer()),
  /** When it stops working. */
  expiresAtMs: required(Type.Integer()),
  /** When it was last used, to the minute. */
  lastUsedAtMs: required(Type.Integer()),
});

/** A credential of a script. */
export type ApiKey = Grants & Omit<RecordOf<typeof apiKey>, keyof Grants>;

/** A person. Times are milliseconds since the epoch, 0 for never. */
export const operator = entity({
  id: required(Type.Integer()),
  /** What they sign in with; unique. */
  name: required(Type.String()),
  ...grants,
  /** See `PasswordHasher`; empty when they have none. */
  passwordHash: required(Type.String()),
  /** Base32 secret of their one-time codes; empty when they use none. */
  totpSecret: required(Type.String()),
  /** The last time step whose code was used, whatever for and with whichever secret: none is taken twice. */
  totpStep: required(Type.Integer()),
  /** Their Telegram user id; 0 when they are not linked. */
  telegramUserId: required(Type.Integer()),
  addedAtMs: required(Type.Integer()),
  lastSignInAtMs: required(Type.Integer()),
});

/** A person. */
export type Operator = Grants & Omit<RecordOf<typeof operator>, keyof Grants>;

/** An operator who is signed in somewhere. Times are milliseconds since the epoch. */
export interface Session {
  readonly id: number;
  readonly operatorId: number;
  /** SHA-256 of the cookie's value, lower-case hex. */
  readonly hash: string;
  /** IP address it began from. */
  readonly address: string;
  /** What the browser says it is. */
  readonly userAgent: string;
  readonly addedAtMs: number;
  /** To the minute. */
  readonly lastSeenAtMs: number;
}

/** A browser from which an operator signed in before. Times are milliseconds since the epoch. */
export interface Device {
  readonly id: number;
  readonly operatorId: number;
  /** SHA-256 of the cookie's value, lower-case hex. */
  readonly hash: string;
  /** IP address of the last sign-in. */
  readonly address: string;
  /** What the browser says it is. */
  readonly userAgent: string;
  readonly addedAtMs: number;
  readonly lastSignInAtMs: number;
}

/** `shell`: somebody who may use the data folder, through the command line. */
export const actorKinds = ["operator", "api-key", "shell", "nobody"] as const;

/** Who did something. */
export interface Actor {
  readonly kind: (typeof actorKinds)[number];
  /** 0 where it has none. */
  readonly id: number;
  /** As it was then; of the shell, the account of the operating system. */
  readonly name: string;
}

/** Something that was done, or tried. */
export interface AuditEntry {
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly actor: Actor;
  /** Name of the endpoint. */
  readonly action: string;
  /** On what: a path below `/api/v1`, with what was made at its end. */
  readonly target: string;
  /** The bot it concerns; 0 for none. */
  readonly botId: number;
  /** IP address it came from; empty for the shell. */
  readonly address: string;
  /** HTTP status of the answer; of the shell, what the same call would have had. */
  readonly status: number;
}
