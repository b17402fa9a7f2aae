import Type, { type Static, type TSchema } from "typebox";
import Value from "typebox/value";
import { encodeUtf8 } from "../base/bytes.ts";
import { describeError, OperationalError, usageError } from "../base/errors.ts";
import { parseJson } from "../base/json_value.ts";
import { fault, type FaultCode } from "../faults/fault.ts";
import type { CommandInput } from "./command.ts";
import type { CliHost } from "./host.ts";
import { readText, withTimeout } from "./read_answer.ts";
import { findServerAddress, type ServerAddress } from "./server_address.ts";

/** Values of query parameters; those that are `undefined` are left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/** What is read of a problem document. */
const Problem = Type.Object({
  code: Type.String(),
  detail: Type.String(),
  errors: Type.Optional(Type.Array(Type.Object({ pointer: Type.String(), detail: Type.String() }))),
});

const Page = Type.Object({
  items: Type.Array(Type.Unknown()),
  next: Type.Union([Type.String(), Type.Integer(), Type.Null()]),
});
const maxPageItems = 100;

const timeoutMs = 30_000;
/** A backup may take long. */
const postTimeoutMs = 60 * 60_000;

/** Faults that may pass. */
const temporary: readonly FaultCode[] = ["server_no_answer", "server_unavailable"];

type Method = "GET" | "POST" | "DELETE";

/** Which part of a list is wanted. */
interface ListOptions {
  readonly query?: Query;
  readonly cursorName: string;
  readonly maxItems?: number;
}

/** Asks the management API of a running BotMux. */
export class ApiClient {
  readonly #host: CliHost;
  readonly address: ServerAddress;
  readonly #apiKey: string;

  /** @throws {UsageError} when its address or the API key is not known. */
  constructor(input: CommandInput) {
    this.#host = input.host;
    this.address = findServerAddress(input);
    const apiKey = input.host.env.BOTMUX_API_KEY;
    if (apiKey === undefined || apiKey === "") throw usageError("api_key_unset");
    this.#apiKey = apiKey;
  }

  /**
   * What is at a path below `/api/v1`.
   *
   * @throws {OperationalError} when it is refused, or not answered as `schema` says.
   */
  get<T extends TSchema>(path: string, schema: T, query: Query = {}): Promise<Static<T>> {
    return this.#ask("GET", toTarget(path, query), schema, timeoutMs);
  }

  /**
   * The first items of a list that comes in pages.
   *
   * @param cursorName of the parameter that takes `next` of the page before.
   * @throws {OperationalError} as {@linkcode get} does.
   */
  async list<T extends TSchema>(path: string, item: T, options: ListOptions): Promise<Static<T>[]> {
    const items: Static<T>[] = [];
    for await (const page of this.pages(path, item, options)) items.push(...page);
    return items;
  }

  /** Like {@linkcode list}, page by page as they come. */
  async *pages<T extends TSchema>(
    path: string,
    item: T,
    { query = {}, cursorName, maxItems = Infinity }: ListOptions,
  ): AsyncGenerator<Static<T>[]> {
    let count = 0;
    let cursor: string | number | undefined;
    do {
      const limit = Math.min(maxPageItems, maxItems - count);
      const page = await this.get(path, Page, { ...query, limit, [cursorName]: cursor });
      yield page.items.map((each) => this.#read(item, each));
      count += page.items.length;
      cursor = page.next ?? undefined;
    } while (cursor !== undefined && count < maxItems);
  }

  /** Like {@linkcode get}, of what a POST answers. */
  post<T extends TSchema>(path: string, schema: T, body?: unknown): Promise<Static<T>> {
    return this.#ask("POST", path, schema, postTimeoutMs, body);
  }

  /** Removes what is at a path. @throws {OperationalError} when it is refused. */
  async remove(path: string): Promise<void> {
    await this.#askText("DELETE", path, timeoutMs);
  }

  /**
   * A body as it comes. Only its head has a time limit. Leaving the loop closes the connection.
   *
   * @throws {OperationalError} when it is refused, not answered, or breaks off.
   */
  async *stream(path: string, query: Query = {}): AsyncGenerator<Uint8Array> {
    const end = new AbortController();
    const head = (limit: AbortSignal) => {
      limit.addEventListener("abort", () => end.abort(limit.reason), { once: true });
      return this.#send("GET", toTarget(path, query), end.signal);
    };
    try {
      yield* await withTimeout(this.#host.clock, timeoutMs, head);
    } catch (error) {
      throw this.#explain(error);
    } finally {
      end.abort();
    }
  }

  async #ask<T extends TSchema>(
    method: "GET" | "POST",
    target: string,
    schema: T,
    limitMs: number,
    body?: unknown,
  ): Promise<Static<T>> {
    return this.#read(schema, parseJson(await this.#askText(method, target, limitMs, body)));
  }

  async #askText(method: Method, target: string, limitMs: number, body?: unknown): Promise<string> {
    const ask = async (signal: AbortSignal) => await readText(await this.#send(method, target, signal, body));
    try {
      return await withTimeout(this.#host.clock, limitMs, ask);
    } catch (error) {
      throw this.#explain(error);
    }
  }

  /** @throws {OperationalError} when something else than a BotMux of this version answered. */
  #read<T extends TSchema>(schema: T, value: unknown): Static<T> {
    if (Value.Check(schema, value)) return value;
    throw new OperationalError(fault("server_not_botmux", { url: this.address.url }));
  }

  async #send(
    method: Method,
    target: string,
    signal: AbortSignal,
    json?: unknown,
  ): Promise<AsyncIterable<Uint8Array>> {
    const { url, checksCertificate } = this.address;
    const authorization = `Bearer ${this.#apiKey}`;
    const sent = json === undefined ? { headers: { authorization } } : {
      headers: { authorization, "content-type": "application/json" },
      body: encodeUtf8(JSON.stringify(json)),
    };
    const options = { method, ...sent, checksCertificate, signal };
    const { status, body } = await this.#host.request(`${url}/api/v1${target}`, options);
    if (status >= 200 && status <= 299) return body;
    throw toRefusal(status, await readText(body), url);
  }

  /** What kept an answer from coming, as a sentence. */
  #explain(error: unknown): OperationalError {
    if (error instanceof OperationalError) return error;
    const { url } = this.address;
    return new OperationalError(fault("server_no_answer", { url, said: describeError(error) }));
  }
}

/** Whether the same request may succeed later. */
export function isTemporary(error: unknown): error is OperationalError {
  return error instanceof OperationalError && temporary.includes(error.fault.code);
}

function toTarget(path: string, query: Query): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]]
  );
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs)}`;
}

function toRefusal(status: number, text: string, url: string): OperationalError {
  const problem = parseJson(text);
  if (!Value.Check(Problem, problem)) return new OperationalError(fault("server_not_botmux", { url }));
  const { code, detail, errors = [] } = problem;
  const said = errors.length === 0
    ? detail
    : errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join(", ");
  const mayPass = status === 429 || status >= 500;
  return new OperationalError(fault(mayPass ? "server_unavailable" : "server_refused", { code, said }));
}
