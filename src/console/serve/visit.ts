import type { Static, TSchema } from "typebox";
import type { Principal } from "../../account/principal.ts";
import type { Language } from "../../faults/language.ts";
import type { Refusal } from "../components/form.tsx";
import type { Tab } from "../components/tabs.tsx";
import type { Theme } from "../frame/document.tsx";
import type { Locale } from "../language/locale.ts";
import { ApiError, badRequest, refusal } from "../../http/api/api_error.ts";
import { type CallKeeping, carryOut, findMissingRight, type Outcome } from "../../http/api/carry_out.ts";
import type { Endpoint } from "../../http/api/endpoint.ts";
import { findFieldErrors } from "../../http/api/field_errors.ts";
import type { RequestPlace } from "../../http/request_place.ts";

/** What an endpoint is called with. */
export interface CallInput {
  readonly path?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
}

/** What a visit begins with. */
interface VisitOptions {
  readonly request: Request;
  readonly place: RequestPlace;
  readonly principal: Principal;
  /** The parameters of the page's path. */
  readonly path: Readonly<Record<string, string>>;
  readonly locale: Locale;
  readonly theme: Theme;
  readonly tabs: readonly Tab[];
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly keeping: CallKeeping;
}

/** Somebody at a page: who they are, what they asked for, and what they may call. */
export class Visit {
  readonly principal: Principal;
  readonly path: Readonly<Record<string, string>>;
  readonly url: URL;
  readonly locale: Locale;
  readonly theme: Theme;
  /** The tabs of the bot, on pages that have some. */
  readonly tabs: readonly Tab[];
  /** Headers that the endpoints called so far ask for, such as cookies. */
  readonly answerHeaders = new Headers();
  /** What became of the form that was sent, if it was refused. */
  refusal: Refusal | undefined;
  readonly #options: VisitOptions;

  constructor(options: VisitOptions) {
    this.principal = options.principal;
    this.path = options.path;
    this.url = new URL(options.request.url);
    this.locale = options.locale;
    this.theme = options.theme;
    this.tabs = options.tabs;
    this.#options = options;
  }

  /** Scheme, host and port under which the console is open. */
  get origin(): string {
    return `${this.#options.place.isSecure ? "https" : "http"}://${this.url.host}`;
  }

  /** Id of the bot in the page's path, which is known to be there and theirs to know. */
  get botId(): number {
    return Number(this.path.bot);
  }

  /** Whether they have the rights that an endpoint needs; whether it would do anything is another matter. */
  may(id: string): boolean {
    return findMissingRight(this.#endpoint(id), this.principal) === undefined;
  }

  /**
   * Calls an endpoint, as a script would through `/api/v1`: with its rights, its checks, and its note in the audit log.
   *
   * @throws {RangeError} when there is no endpoint of this id.
   */
  async call(id: string, { path = {}, query = {}, body }: CallInput = {}): Promise<Outcome> {
    const { request, place, principal, keeping } = this.#options;
    const outcome = await carryOut(this.#endpoint(id), keeping, {
      texts: toTexts(path),
      query: new URLSearchParams(toTexts(query)),
      verb: request.method,
      headers: inLanguage(request.headers, this.locale.language),
      place,
      signal: request.signal,
      principal: () =>
        principal.kind === "nobody" ? Promise.reject(nobodySignedIn()) : Promise.resolve(principal),
      body: (endpoint) => Promise.resolve({ body: checkBody(endpoint, body), upload: undefined }),
    });
    for (const [name, value] of outcome.headers) this.answerHeaders.append(name, value);
    return outcome;
  }

  /**
   * The answer of an endpoint that reads something. `answer` is the endpoint's own schema, which tells the type.
   *
   * @throws {ApiError} when it is refused.
   */
  async read<T extends TSchema>(id: string, answer: T, input: CallInput = {}): Promise<Static<T>> {
    if (this.#endpoint(id).answer !== answer) {
      throw new TypeError(`Cannot read ${id}: it answers something else`);
    }
    const outcome = await this.call(id, input);
    if (outcome.kind === "refused") throw new ApiError(outcome.problem);
    // The endpoint declares with this very schema what it gives.
    return outcome.result as Static<T>;
  }

  #endpoint(id: string): Endpoint {
    const endpoint = this.#options.endpoints.get(id);
    if (endpoint === undefined) throw new RangeError(`Cannot call the endpoint ${id}: there is none`);
    return endpoint;
  }
}

/** The headers of a request, asking for the language of the pages: people choose it there, not in the browser. */
function inLanguage(headers: Headers, language: Language): Headers {
  const own = new Headers(headers);
  own.set("accept-language", language);
  return own;
}

function nobodySignedIn(): ApiError {
  return refusal("session_ended");
}

function checkBody({ body: schema }: Endpoint, body: unknown): unknown {
  if (schema === undefined) return undefined;
  const errors = findFieldErrors(schema, body, "#");
  if (errors.length > 0) throw badRequest(errors);
  return body;
}

function toTexts(values: Readonly<Record<string, string | number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}
