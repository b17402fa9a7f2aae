import { basename } from "node:path";
import { fault, messageOf, type RequestFaultCode } from "../faults/fault.ts";
import { OperationalError } from "./errors.ts";

/**
 * Why a database cannot be used. `damaged`: its content is not what was written. `unavailable`: the system does not
 * open it. All but `damaged` may pass by themselves.
 */
export type StorageFailureKind = "damaged" | "full" | "read-only" | "io-error" | "unavailable";

/** What is known of a failure, as plain data. */
export interface StorageFailure {
  /** Path of the database, or its URL without user and password. */
  readonly path: string;
  readonly kind: StorageFailureKind;
  /** What SQLite, PostgreSQL or the system says; empty for nothing. */
  readonly detail: string;
  /** What the database runs on; SQLite unless given. */
  readonly engine?: "postgres";
}

/** Characters of a detail that are told. */
const maxDetail = 200;

const codes = {
  damaged: "storage_damaged",
  full: "storage_full",
  "read-only": "storage_read_only",
  "io-error": "storage_io_error",
  unavailable: "storage_unavailable",
} as const satisfies Readonly<Record<StorageFailureKind, RequestFaultCode>>;

const postgresCodes = {
  damaged: "storage_server_damaged",
  full: "storage_server_full",
  "read-only": "storage_server_read_only",
  "io-error": "storage_server_io_error",
  unavailable: "storage_server_unavailable",
} as const satisfies Readonly<Record<StorageFailureKind, RequestFaultCode>>;

type StorageCode = (typeof codes | typeof postgresCodes)[StorageFailureKind];

/**
 * A database cannot be read or written. The message names its path, what the system says, and what to do; the fault is
 * for everybody, and names the file without where it lies.
 */
export class StorageError extends OperationalError<StorageCode> implements StorageFailure {
  override readonly name = "StorageError";
  readonly path: string;
  readonly kind: StorageFailureKind;
  readonly detail: string;

  constructor(failure: StorageFailure) {
    // SQLite may quote a damaged schema, which has several lines.
    const detail = failure.detail.replaceAll(/\s+/g, " ").slice(0, maxDetail);
    const { path, kind, engine } = failure;
    const code = (engine === "postgres" ? postgresCodes : codes)[kind];
    super(fault(code, { file: basename(path) }), { message: describe(code, path, detail) });
    this.path = path;
    this.kind = kind;
    this.detail = detail;
  }

  /** Name of the database's file. */
  get file(): string {
    return basename(this.path);
  }
}

/** The message, which begins with the file, and what the system says behind its first sentence. */
function describe(code: StorageCode, path: string, detail: string): string {
  const message = messageOf(fault(code, { file: "" }));
  return path + (detail === "" ? message : message.replace(". ", ` (${detail}). `));
}

/**
 * Waits for a write that nobody misses, such as when a session was last used: while the disk is full, people still get
 * in and see what is wrong. The failure itself is told by the database's health.
 */
export async function unlessStorageFails(write: Promise<void>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
  }
}
