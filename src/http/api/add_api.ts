import { describeCatalogue } from "../../faults/describe_catalogue.ts";
import { fault } from "../../faults/fault.ts";
import { renamed, type RenamedEndpoint } from "../../base/renamed.ts";
import { acceptedLanguage } from "../accepted_language.ts";
import type { Hono } from "hono";
import type { Environment } from "../environment.ts";
import { errorsPath, toProblemResponse } from "../problem.ts";
import type { FindPlace } from "../request_place.ts";
import { authenticate, type Authenticator } from "./authenticate.ts";
import { type CallKeeping, carryOut } from "./carry_out.ts";
import type { Endpoint } from "./endpoint.ts";
import { OldNames } from "./old_names.ts";
import { toOpenApi } from "./openapi.ts";
import { readBody } from "./read_body.ts";

/** Options for {@linkcode addApi}. */
export interface ApiOptions extends CallKeeping {
  readonly endpoints: readonly Endpoint[];
  readonly authenticator: Authenticator;
  readonly findPlace: FindPlace;
  readonly version: string;
}

/** Where the endpoints stand. */
const apiBase = "/api/v1";

/** Headers of every answer: nothing of this belongs into a cache or is anything but what it says. */
const defaultHeaders = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

/** Adds the endpoints and their OpenAPI document to a router. */
export function addApi(router: Hono<Environment>, options: ApiOptions): void {
  const { endpoints, version } = options;
  let document: string | undefined;
  router.get("/api/openapi.json", () => {
    // Built at the first request: most processes never get one.
    document ??= JSON.stringify(toOpenApi(endpoints, apiBase, version));
    return new Response(document, { headers: { "content-type": "application/json" } });
  });
  router.get(
    errorsPath,
    () => new Response(describeCatalogue(), { headers: { "content-type": "text/markdown; charset=utf-8" } }),
  );
  const methods = new Map<string, string[]>();
  const oldNames = new OldNames(options.logger);
  const add = (method: Endpoint["method"], path: string, endpoint: Endpoint, old?: RenamedEndpoint) => {
    const route = toRoute(path);
    const known = methods.get(route) ?? [];
    methods.set(route, [...known, ...method === "GET" ? ["GET", "HEAD"] : [method]]);
    router.on(method, route, (context) => {
      const { req, env } = context;
      const called = { endpoint, old, oldNames, texts: req.param() };
      return answer(called, options, req.raw, env.clientAddress());
    });
  };
  for (const endpoint of endpoints) add(endpoint.method, endpoint.path, endpoint);
  for (const old of renamed.endpoints) {
    const endpoint = endpoints.find(({ id }) => id === old.endpoint);
    if (endpoint !== undefined) add(old.method, old.path, endpoint, old);
  }
  // A path that is written out comes before one with a parameter in the same place.
  for (
    const [route, allowed] of [...methods].sort(([one], [other]) => parametersOf(one) - parametersOf(other))
  ) {
    router.all(route, () => {
      const headers = { ...defaultHeaders, allow: allowed.join(", ") };
      return toProblemResponse({
        fault: fault("method_not_allowed", { methods: allowed.join(" or ") }),
        headers,
      });
    });
  }
}

/** The router's way of writing a path with parameters. */
function toRoute(path: string): string {
  return apiBase + path.replace(/\{(\w+)\}/g, ":$1");
}

/** How many parameters a route has. */
function parametersOf(route: string): number {
  return route.split(":").length - 1;
}

/** An endpoint that was found for a request. */
interface Called {
  readonly endpoint: Endpoint;
  /** The endpoint of 0.1 that was called, which `endpoint` replaced. */
  readonly old: RenamedEndpoint | undefined;
  readonly oldNames: OldNames;
  /** The parameters of the path. */
  readonly texts: Readonly<Record<string, string>>;
}

async function answer(
  { endpoint, old, oldNames, texts }: Called,
  options: ApiOptions,
  request: Request,
  peer: string,
): Promise<Response> {
  const place = options.findPlace(request, peer);
  const warnings = new Headers();
  const outcome = await carryOut(endpoint, options, {
    texts,
    query: new URL(request.url).searchParams,
    verb: request.method,
    headers: request.headers,
    place,
    signal: request.signal,
    principal: () => authenticate(request, place, options.authenticator),
    body: (endpoint) =>
      old === undefined
        ? readBody(endpoint, request, (body) => oldNames.renameBody(endpoint.id, body, warnings))
        : Promise.resolve({ body: oldNames.replaceBody(old, warnings), upload: undefined }),
  });
  const response = outcome.kind === "done"
    ? toResponse(endpoint, outcome.result, request)
    : toProblemResponse(outcome.problem, acceptedLanguage(request.headers.get("accept-language") ?? ""));
  for (const [name, value] of Object.entries(defaultHeaders)) {
    if (!outcome.headers.has(name)) response.headers.append(name, value);
  }
  for (const [name, value] of [...outcome.headers, ...warnings]) response.headers.append(name, value);
  return response;
}

function toResponse({ status, answer, stream }: Endpoint, result: unknown, { method }: Request): Response {
  if (result instanceof Response) return result;
  if (stream !== undefined && result instanceof ReadableStream) {
    // Nobody would read it, nor ever end it.
    if (method === "HEAD") void result.cancel();
    return new Response(result, { status, headers: { "content-type": "text/event-stream" } });
  }
  if (answer === undefined) return new Response(null, { status });
  return new Response(JSON.stringify(result), { status, headers: { "content-type": "application/json" } });
}
