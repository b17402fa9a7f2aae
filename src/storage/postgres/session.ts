import { StorageError } from "../../base/storage_error.ts";
import type { SqlRow, SqlValue } from "../driver.ts";
import { explainFailure, leavesConnection } from "./explain_failure.ts";
import { closePgClient, type PgClient, type PgResult } from "./pg_client.ts";
import { numberParameters, type SqlRunner } from "./sql.ts";

/** Maximum different statements that a connection keeps prepared. */
const maxPrepared = 500;
const names = new Map<string, string>();

/** A connection as statements see it. */
export class Session implements SqlRunner {
  readonly #client: PgClient;
  readonly #label: string;
  readonly #onFailure: ((error: StorageError) => void) | undefined;
  #isBroken = false;

  /** @param label names the database in errors */
  constructor(client: PgClient, label: string, onFailure?: (error: StorageError) => void) {
    this.#client = client;
    this.#label = label;
    this.#onFailure = onFailure;
    client.on("error", () => this.#isBroken = true);
    client.on("end", () => this.#isBroken = true);
  }

  /** Whether nobody knows the state of the connection, or it is gone. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  async all(text: string, values?: readonly SqlValue[]): Promise<SqlRow[]> {
    return (await this.#query(text, values)).rows;
  }

  async get(text: string, values?: readonly SqlValue[]): Promise<SqlRow | undefined> {
    return (await this.#query(text, values)).rows[0];
  }

  async run(text: string, values?: readonly SqlValue[]): Promise<number> {
    return (await this.#query(text, values)).rowCount ?? 0;
  }

  /** Runs several statements without parameters. */
  async exec(text: string): Promise<void> {
    await this.#attempt(() => this.#client.query({ text }));
  }

  close(): Promise<void> {
    this.#isBroken = true;
    return closePgClient(this.#client);
  }

  #query(text: string, values: readonly SqlValue[] = []): Promise<PgResult> {
    const statement = { text: numberParameters(text), values: values.map(toParameter) };
    const name = nameOf(text);
    return this.#attempt(() => this.#client.query(name === undefined ? statement : { ...statement, name }));
  }

  async #attempt(query: () => Promise<PgResult>): Promise<PgResult> {
    try {
      return await query();
    } catch (error) {
      if (!leavesConnection(error)) this.#isBroken = true;
      const explained = explainFailure(this.#label, error);
      if (explained instanceof StorageError) this.#onFailure?.(explained);
      throw explained;
    }
  }
}

function nameOf(text: string): string | undefined {
  let name = names.get(text);
  if (name === undefined && names.size < maxPrepared) names.set(text, name = `s${names.size}`);
  return name;
}

/** PostgreSQL's texts hold every character but U+0000, which is replaced as lone surrogates are. */
function toParameter(value: SqlValue): SqlValue {
  return typeof value === "string" && value.includes("\0") ? value.replaceAll("\0", "\ufffd") : value;
}
