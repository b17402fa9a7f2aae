import type { NewRecord } from "../registry/entities/entity.ts";
import type { ApiKey, apiKey, AuditEntry, Operator, operator, Session } from "./account_records.ts";

/** Where API keys are kept. Each call is one transaction. */
export interface ApiKeyStore {
  /** Up to `limit` keys with ids above `after`, ascending. */
  apiKeys(after: number, limit: number): Promise<readonly ApiKey[]>;
  apiKey(id: number): Promise<ApiKey | undefined>;
  apiKeyByHash(hash: string): Promise<ApiKey | undefined>;
  /** Adds, and gives the id; `undefined` when there are `most` already, or one with the same hash. */
  insertApiKey(key: NewRecord<typeof apiKey>, max: number): Promise<ApiKey | undefined>;
  noteApiKeyUse(id: number, lastUsedAtMs: number): Promise<void>;
  /** Whether there was one. */
  deleteApiKey(id: number): Promise<boolean>;
  /** Makes `key` the only one that came with the settings; without one there is none. A key that is there stays. */
  replaceSettingsKey(key: NewRecord<typeof apiKey> | undefined): Promise<void>;
}

/** Why a change of operators was not made. */
export type OperatorRefusal = "name-taken" | "telegram-user-taken" | "too-many" | "last-owner" | "absent";

/** Where operators and their sessions are kept. Each call is one transaction. */
export interface OperatorStore {
  /** Up to `limit` operators with ids above `after`, ascending. */
  operators(after: number, limit: number): Promise<readonly Operator[]>;
  countOperators(): Promise<number>;
  operator(id: number): Promise<Operator | undefined>;
  operatorByName(name: string): Promise<Operator | undefined>;
  operatorByTelegramUser(userId: number): Promise<Operator | undefined>;
  /** Adds, and gives the id. */
  insertOperator(record: NewRecord<typeof operator>, max: number): Promise<Operator | OperatorRefusal>;
  /** Adds the first operator and takes the link away, if the link is valid at `nowMs` and there is nobody yet. */
  insertFirstOperator(
    record: NewRecord<typeof operator>,
    linkHash: string,
    nowMs: number,
  ): Promise<Operator | undefined>;
  /** Gives the operator of a link another password, ends their sessions as below and takes the link away, if it is valid. */
  resetPassword(passwordHash: string, linkHash: string, nowMs: number): Promise<Operator | undefined>;
  /** Changes some members. The last owner stays one. A new password takes their setup link away. */
  updateOperator(id: number, patch: Partial<Omit<Operator, "id">>): Promise<Operator | OperatorRefusal>;
  /** Notes that the code of a time step was used; false when that step or a later one was used before. */
  takeTotpStep(id: number, step: number): Promise<boolean>;
  /** Sets the secret of an operator's codes and notes that a step was used; false when that step or a later one was. */
  enrolTotp(id: number, secret: string, step: number): Promise<boolean>;
  /**
   * Notes that `initData` was used, for as long as it is fresh at `nowMs`; false when it was used before, or when there
   * are `max` of them.
   */
  takeInitData(digest: string, times: InitDataTimes, max: number): Promise<boolean>;
  /** Removes, sessions too; the last owner stays. */
  deleteOperator(id: number): Promise<OperatorRefusal | undefined>;

  /** Keeps a setup link, instead of the operator's one before. `operatorId` is 0 for the first owner's. */
  saveSetupLink(link: SetupLinkRecord): Promise<void>;
  /** The link with this hash, if it is valid at `nowMs`. */
  setupLink(hash: string, nowMs: number): Promise<SetupLinkRecord | undefined>;

  /** Adds, and gives the id. Of an operator's sessions the newest `most` stay, and of all only those begun and seen after the given moments. */
  insertSession(session: Omit<Session, "id">, limits: SessionLimits): Promise<Session>;
  sessionByHash(hash: string): Promise<Session | undefined>;
  sessionsOf(operatorId: number): Promise<readonly Session[]>;
  noteSessionSeen(id: number, lastSeenAtMs: number): Promise<void>;
  /** Whether there was one. */
  deleteSession(id: number, operatorId: number): Promise<boolean>;
  /** Ends all of an operator's sessions but one, and forgets their known devices. */
  deleteOtherSessions(operatorId: number, keptId: number): Promise<void>;
}

/** When `initData` is too old, and what time it is, in milliseconds since the epoch. */
export interface InitDataTimes {
  readonly expiresAtMs: number;
  readonly nowMs: number;
}

/** A link by which somebody sets a password, as it is kept. */
export interface SetupLinkRecord {
  /** SHA-256 of its secret, lower-case hex. */
  readonly hash: string;
  readonly expiresAtMs: number;
  /** Whose password; 0 for that of the first owner, who is yet to come. */
  readonly operatorId: number;
}

/** Which sessions stay. */
export interface SessionLimits {
  readonly max: number;
  readonly begunAfterMs: number;
  readonly seenAfterMs: number;
}

/** What is looked for in the audit log; an absent member lets everything through. */
export interface AuditFilter {
  /** Entries with ids below this. */
  readonly before?: number;
  readonly actorKind?: AuditEntry["actor"]["kind"];
  readonly actorId?: number;
  readonly action?: string;
  readonly botId?: number;
  /** Whether it was done; `false` finds what was refused or failed. */
  readonly isDone?: boolean;
  readonly sinceMs?: number;
  readonly untilMs?: number;
}

/** Where the audit log is kept. Nothing in it is ever changed. */
export interface AuditStore {
  appendAudit(entry: Omit<AuditEntry, "id">): Promise<number>;
  /** Up to `limit` entries, the newest first. */
  audit(filter: AuditFilter, limit: number): Promise<readonly AuditEntry[]>;
  /** Removes what is older than a moment, and all but the newest `max`, of AI agents all but the newest `maxOfAgents`. */
  pruneAudit(olderThanMs: number, max: number, maxOfAgents: number): Promise<void>;
}
