import { assert, assertEquals } from "@std/assert";
import Value from "typebox/value";

/** The key that tests give a BotMux. */
export const testApiKey = "bmx_test-key-with-every-right-0123456789";

/** An answer of the management API. */
export interface ApiAnswer {
  readonly status: number;
  // deno-lint-ignore no-explicit-any -- tests look into answers whose shape the document has proved
  readonly body: any;
  readonly headers: Headers;
}

type Json = Readonly<Record<string, unknown>>;

/** What is sent with a call beside its body. */
export interface ApiCallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Hangs up when it aborts. */
  readonly signal?: AbortSignal;
}

/** How an {@linkcode ApiClient} is opened. */
interface ApiClientOptions {
  readonly key?: string;
  /** Whether its BotMux has a sandbox. */
  readonly isDemo?: boolean;
}

/** A document takes longer to build than most tests, and all that have a sandbox are alike, as are all others. */
const documents = new Map<boolean, Promise<ApiDocument>>();

function findDocument(url: string, isDemo: boolean): Promise<ApiDocument> {
  const document = documents.get(isDemo) ?? readDocument(url);
  documents.set(isDemo, document);
  return document;
}

async function readDocument(url: string): Promise<ApiDocument> {
  const response = await fetch(`${url}/api/openapi.json`);
  assertEquals(response.headers.get("content-type"), "application/json");
  return new ApiDocument(await response.json());
}

/**
 * Calls the management API as a script does, and holds every answer against the OpenAPI document that the API itself
 * gives: its status must be announced, its body must be what the document says.
 */
export class ApiClient {
  readonly #url: string;
  readonly #credentials: Readonly<Record<string, string>>;
  readonly #document: ApiDocument;

  private constructor(url: string, credentials: Readonly<Record<string, string>>, document: ApiDocument) {
    this.#url = url;
    this.#credentials = credentials;
    this.#document = document;
  }

  /** @param url scheme, host and port */
  static async open(
    url: string,
    { key = testApiKey, isDemo = false }: ApiClientOptions = {},
  ): Promise<ApiClient> {
    return new ApiClient(url, toBearer(key), await findDocument(url, isDemo));
  }

  get document(): ApiDocument {
    return this.#document;
  }

  /** The same with another key, or without one. */
  as(key: string | undefined): ApiClient {
    return new ApiClient(this.#url, toBearer(key), this.#document);
  }

  /** The same as a page of BotMux in a browser where somebody has signed in. */
  async signIn(credentials: object): Promise<ApiClient> {
    return this.asBrowser(toCookie(await this.as(undefined).post("/sign-in", credentials)));
  }

  /** The same as a page of BotMux in a browser that has this cookie. */
  asBrowser(cookie: string): ApiClient {
    return new ApiClient(this.#url, { cookie, "sec-fetch-site": "same-origin" }, this.#document);
  }

  get(path: string): Promise<ApiAnswer> {
    return this.call("GET", path);
  }

  post(path: string, body?: unknown): Promise<ApiAnswer> {
    return this.call("POST", path, body);
  }

  patch(path: string, body: unknown): Promise<ApiAnswer> {
    return this.call("PATCH", path, body);
  }

  delete(path: string): Promise<ApiAnswer> {
    return this.call("DELETE", path);
  }

  /** One call; `path` is below `/api/v1`. A form is sent as multipart, all else as JSON. */
  async call(method: string, path: string, body?: unknown, options: ApiCallOptions = {}): Promise<ApiAnswer> {
    const response = await fetch(`${this.#url}/api/v1${path}`, {
      method,
      signal: options.signal ?? null,
      headers: {
        ...this.#credentials,
        ...(body === undefined || body instanceof FormData ? {} : { "content-type": "application/json" }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
    });
    const type = response.headers.get("content-type") ?? "";
    const isStream = type === "text/event-stream";
    // A stream does not end by itself.
    if (isStream) await response.body?.cancel();
    const text = isStream ? "" : await response.text();
    const isJson = /^application\/(\w+\+)?json$/.test(type);
    const answer = {
      status: response.status,
      body: text === "" ? undefined : isJson ? JSON.parse(text) : text,
      headers: response.headers,
    };
    this.#document.check(method, path, answer);
    return answer;
  }

  /** The same, which must succeed; gives the body. */
  async done(method: string, path: string, body?: unknown): Promise<ApiAnswer["body"]> {
    const answer = await this.call(method, path, body);
    assert(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
}

/** The cookie that an answer sets, as a browser sends it back. */
export function toCookie(answer: ApiAnswer): string {
  return answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

function toBearer(key: string | undefined): Record<string, string> {
  return key === undefined ? {} : { authorization: `Bearer ${key}` };
}

/** One endpoint, as the document describes it. */
export interface DescribedEndpoint {
  readonly method: string;
  /** Below `/api/v1`, with parameters in braces. */
  readonly path: string;
  readonly id: string;
  /** The least role; `nobody` when no credentials are asked for. */
  readonly role: string;
  /** Whether API keys are refused whatever their role. */
  readonly isForOperators: boolean;
  readonly body: Json | undefined;
}

/** An OpenAPI document. */
export class ApiDocument {
  readonly #document: Json;
  /** A path without parameters comes before one that has them, as OpenAPI says. */
  readonly #routes: readonly { readonly pattern: RegExp; readonly operations: Record<string, Json> }[];
  /** Schemas without references, by what the document says. */
  readonly #resolved = new Map<unknown, Json>();
  readonly endpoints: readonly DescribedEndpoint[];

  constructor(document: Json) {
    this.#document = document;
    const paths = Object.entries(document.paths as Record<string, Record<string, Json>>);
    this.#routes = paths.toSorted(([one], [other]) => one.split("{").length - other.split("{").length)
      .map(([path, operations]) => ({
        pattern: new RegExp(`^${path.replace("/api/v1", "").replace(/\{\w+\}/g, "[^/]+")}$`),
        operations,
      }));
    this.endpoints = paths.flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => ({
        method: method.toUpperCase(),
        path: path.replace("/api/v1", ""),
        id: String(operation.operationId),
        role: /role (\w+)/.exec(String(operation.description))?.[1] ?? "nobody",
        isForOperators: String(operation.description).includes("signed-in"),
        body: this.#schemaOf(operation.requestBody, "application/json"),
      }))
    );
  }

  /** Fails unless the document announces this answer. */
  check(method: string, path: string, answer: ApiAnswer): void {
    const route = path.replace(/\?.*$/, "");
    const operation = this.#operationAt(method === "HEAD" ? "GET" : method, route);
    const place = `${method} ${route}: ${answer.status}`;
    const type = answer.headers.get("content-type") ?? "";
    if (operation === undefined) return assertEquals(type, "application/problem+json", place);
    const responses = operation.responses as Record<string, Json>;
    const response = responses[answer.status];
    assert(response !== undefined, `${place} is not announced; ${JSON.stringify(answer.body)}`);
    if (type === "text/event-stream") return assert(response.content !== undefined, place);
    // Bytes of any type.
    if (response.content !== undefined && "*/*" in (response.content as Json)) return;
    if (method === "HEAD" || response.content === undefined) {
      return assertEquals(answer.body, undefined, place);
    }
    const schema = this.#schemaOf(response, type);
    assert(schema !== undefined, `${place} has the type ${type}`);
    const isFit = Value.Check(schema, answer.body);
    assert(
      isFit,
      isFit ? "" : `${place}: ${JSON.stringify([...Value.Errors(schema, answer.body)].slice(0, 3))}`,
    );
  }

  #operationAt(method: string, route: string): Json | undefined {
    return this.#routes.find(({ pattern }) => pattern.test(route))?.operations[method.toLowerCase()];
  }

  #schemaOf(holder: unknown, type: string): Json | undefined {
    const content = (holder as Json | undefined)?.content as Record<string, Json> | undefined;
    const schema = content?.[type]?.schema;
    if (schema === undefined) return undefined;
    const resolved = this.#resolved.get(schema) ?? this.#resolve(schema) as Json;
    this.#resolved.set(schema, resolved);
    return resolved;
  }

  /** A schema without references; where one holds itself, anything may stand inside. */
  #resolve(value: unknown, inside: readonly string[] = []): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#resolve(item, inside));
    if (typeof value !== "object" || value === null) return value;
    if ("$ref" in value) {
      const name = String(value.$ref).split("/").at(-1)!;
      const { schemas } = this.#document.components as { schemas: Record<string, unknown> };
      assert(name in schemas, `The document has no schema ${name}`);
      return inside.includes(name) ? {} : this.#resolve(schemas[name], [...inside, name]);
    }
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, this.#resolve(member, inside)]),
    );
  }
}
