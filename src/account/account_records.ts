import Type from "typebox";
import { textKind, ValueError, type ValueKind } from "../base/value_kind.ts";
import {
  entity,
  internal,
  optional,
  type RecordOf,
  required,
  withDefault,
} from "../registry/entities/entity.ts";
import { Label } from "../registry/entities/access_token.ts";
import { momentAnswer, momentKind, MomentMs } from "../registry/entities/moment.ts";

/** What somebody may do, the weakest first. Each may do what those before it may. */
export const roles = ["viewer", "manager", "owner"] as const;

/** See {@linkcode roles}. */
export type Role = (typeof roles)[number];

/** What somebody may do with which bots. */
export interface Grants {
  readonly role: Role;
  /** The bots they know of; absent for all. */
  readonly bots?: readonly number[] | undefined;
}

/** What an operator's name looks like. */
export const operatorNamePattern = /^[a-z0-9][a-z0-9._@+-]{0,63}$/;

const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const describedRole =
  "viewer can read, manager can also change consumers and access tokens, owner can do everything";

const grants = {
  role: withDefault(Type.Enum([...roles], { title: "Role", description: describedRole }), {
    description: describedRole,
    default: "viewer",
  }),
  bots: optional(Type.Array(Id, { maxItems: 1_000, uniqueItems: true }), {
    description: "Restrict access to these bots",
    otherwise: "all",
    written: idKind("ID,ID", /^[1-9]\d{0,14}$/, "the ids of bots, the numbers before the colon"),
  }),
};

/** A credential of a script. Only its hash is kept. */
export const apiKey = entity({
  id: internal(required(Id, { answer: "value" })),
  label: withDefault(Label, { description: "A note, such as the script that uses it", default: "" }),
  /** SHA-256 of the whole key, lower-case hex. */
  hash: internal(required(Type.String())),
  ...grants,
  /** Whether it came with the settings: it goes when they no longer say so. */
  isFromSettings: internal(withDefault(Type.Boolean(), {
    description: "Whether it is the key in BOTMUX_API_KEY",
    default: false,
    answer: "value",
  })),
  addedAtMs: internal(required(MomentMs, { answer: momentAnswer })),
  expiresAtMs: optional(MomentMs, {
    description: "Expiry as an ISO 8601 time",
    otherwise: "never",
    flag: "expires",
    input: Type.String({ format: "date-time" }),
    written: momentKind,
    answer: momentAnswer,
  }),
  /** When it was last used, to the minute. */
  lastUsedAtMs: internal(optional(MomentMs, { answer: momentAnswer })),
});

/** A credential of a script. */
export type ApiKey = RecordOf<typeof apiKey>;

/** A person. */
export const operator = entity({
  id: internal(required(Id, { answer: "value" })),
  /** What they sign in with; unique. */
  name: required(Type.String({ pattern: operatorNamePattern.source }), {
    description: "Name to sign in with",
    written: textKind("NAME", (text) => {
      if (operatorNamePattern.test(text)) return text;
      throw new ValueError("1 to 64 of a-z, 0-9 and . _ @ + -, beginning with a letter or a digit");
    }),
  }),
  ...grants,
  /** See `PasswordHasher`. */
  passwordHash: internal(optional(Type.String(), { wire: "password", answer: "presence" })),
  /** Base32 secret of their one-time codes. */
  totpSecret: internal(optional(Type.String(), {
    isSecret: true,
    answer: {
      wire: "has_totp",
      schema: Type.Boolean({ description: "Whether one-time codes are enabled" }),
      of: (secret: string | undefined) => secret !== undefined,
    },
  })),
  /** The last time step whose code was used, whatever for and with whichever secret: none is taken twice. */
  totpStep: internal(withDefault(Type.Integer(), { default: 0 })),
  telegramUserId: optional(Id, {
    description: "Telegram user ID, for signing in from a Mini App",
    flag: "telegram-user",
    written: idKind("ID", /^\d{1,15}$/, "a user id, or 0 for none"),
  }),
  addedAtMs: internal(required(MomentMs, { answer: momentAnswer })),
  lastSignInAtMs: internal(optional(MomentMs, { answer: momentAnswer })),
});

/** A person. */
export type Operator = RecordOf<typeof operator>;

/** Ids as people write them; 0 stands for none. */
function idKind(placeholder: string, pattern: RegExp, expected: string): ValueKind<number | undefined> {
  return {
    placeholder,
    schema: Type.Union([Type.Integer(), Type.String()]),
    parse(value) {
      if (!pattern.test(String(value))) throw new ValueError(expected);
      return Number(value) || undefined;
    },
  };
}

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

/**
 * `shell`: somebody who may use the data folder, through the command line; `access-token`: an AI agent that called a
 * tool.
 */
export const actorKinds = ["operator", "api-key", "access-token", "shell", "nobody"] as const;

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
