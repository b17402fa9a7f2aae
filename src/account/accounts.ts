import type { Clock } from "../base/clock.ts";
import { telegramPublicKeys } from "../telegram/public_keys.ts";
import { ApiKeys } from "./api_keys.ts";
import { AuditLog } from "./audit_log.ts";
import type { DeviceStore } from "./device_store.ts";
import { Devices } from "./devices.ts";
import type { NoteStore } from "./note_store.ts";
import { Notes } from "./notes.ts";
import { Operators } from "./operators.ts";
import { PasswordHasher, type ScryptCost } from "./password_hash.ts";
import { Sessions } from "./sessions.ts";
import { SetupLink } from "./setup_link.ts";
import { SignIn } from "./sign_in.ts";
import type { ApiKeyStore, AuditStore, OperatorStore } from "./account_store.ts";
import type { ReadMarkStore } from "./read_mark_store.ts";
import { ReadMarks } from "./read_marks.ts";
import type { TagStore } from "./tag_store.ts";
import { type CurrentChats, Tags } from "./tags.ts";

/** Who may come in, what they did, and what they noted about users of bots. */
export interface Accounts {
  readonly apiKeys: ApiKeys;
  readonly operators: Operators;
  readonly sessions: Sessions;
  readonly devices: Devices;
  readonly signIn: SignIn;
  readonly setupLink: SetupLink;
  readonly audit: AuditLog;
  readonly tags: Tags;
  readonly notes: Notes;
  readonly readMarks: ReadMarks;
}

/** Options for {@linkcode Accounts}. */
export interface AccountsOptions {
  readonly apiKeyStore: ApiKeyStore;
  readonly operatorStore: OperatorStore;
  readonly deviceStore: DeviceStore;
  readonly auditStore: AuditStore;
  readonly tagStore: TagStore;
  readonly noteStore: NoteStore;
  readonly readMarkStore: ReadMarkStore;
  readonly clock: Clock;
  /** Tells the id that a chat goes by now; unless given, no chat ever got another. */
  readonly chats?: CurrentChats | undefined;
  /** What a new password's hash costs; the usual unless said otherwise. */
  readonly passwordCost?: ScryptCost | undefined;
  /** Telegram's Ed25519 public key, lower-case hex; that of production unless given. */
  readonly telegramPublicKey?: string | undefined;
}

/** Puts accounts together. */
export function createAccounts(options: AccountsOptions): Accounts {
  const {
    apiKeyStore,
    operatorStore: store,
    deviceStore,
    auditStore,
    tagStore,
    noteStore,
    readMarkStore,
    clock,
    chats,
    passwordCost,
    telegramPublicKey = telegramPublicKeys.production,
  } = options;
  const hasher = new PasswordHasher(passwordCost);
  const operators = new Operators({ store, hasher, clock });
  const sessions = new Sessions(store, clock);
  const devices = new Devices(deviceStore, clock);
  return {
    apiKeys: new ApiKeys(apiKeyStore, clock),
    operators,
    sessions,
    devices,
    signIn: new SignIn({ store, hasher, sessions, devices, clock, telegramPublicKey }),
    setupLink: new SetupLink({ store, operators, clock }),
    audit: new AuditLog(auditStore, clock),
    tags: new Tags(tagStore, clock, chats),
    notes: new Notes(noteStore, clock),
    readMarks: new ReadMarks(readMarkStore, clock),
  };
}
