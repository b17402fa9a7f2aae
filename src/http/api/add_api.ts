import type { Hono } from "hono";
import { coversRole, knowsBot, type Principal } from "../../account/principal.ts";
import { OperationalError, UsageError } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import type { Environment } from "../environment.ts";
import { toProblemResponse } from "../problem.ts";
import { ApiError, notFound } from "./api_error.ts";
import type { Endpoint } from "./endpoint.ts";
import { toOpenApi } from "./openapi.ts";
import { readBody } from "./read_body.ts";
import { readPath, readQuery } from "./read_parameters.ts";

/** What the management API is made of. */
export interface ApiOptions {
  readonly endpoints: readonly Endpoint[];
  /** Who holds a bearer credential; `undefined` when nobody does. */
  readonly authenticate: (bearer: string) => Promise<Principal | undefined>;
  readonly hasBot: (botId: number) => boolean;
  readonly version: string;
  readonly logger: Logger;
}

/** Where the endpoints stand. */
export const apiBase = "/api/v1";

/** Headers of every answer: nothing of this belongs into a cache or is anything but what it says. */
const answerHeaders = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

/** Adds the endpoints and their OpenAPI document to a router. */
export function addApi(router: Hono<Environment>, options: ApiOptions): void {
  const { endpoints, version } = options;
  const document = JSON.stringify(toOpenApi(endpoints, apiBase, version));
  router.get(
    "/api/openapi.json",
    () => new Response(document, { headers: { "content-type": "application/json" } }),
  );
  const methods = new Map<string, string[]>();
  for (const endpoint of endpoints) {
    const route = toRoute(endpoint.path);
    const known = methods.get(route) ?? [];
    methods.set(route, [...known, ...endpoint.method === "GET" ? ["GET", "HEAD"] : [endpoint.method]]);
    router.on(
      endpoint.method,
      route,
      (context) => answer(endpoint, options, context.req.raw, context.req.param()),
    );
  }
  for (const [route, allowed] of methods) {
    router.all(route, () =>
      withHeaders(toProblemResponse({
        status: 405,
        detail: `Use ${allowed.join(" or ")} here`,
        headers: { allow: allowed.join(", ") },
      })));
  }
}

/** The router's way of writing a path with parameters. */
function toRoute(path: string): string {
  return apiBase + path.replace(/\{(\w+)\}/g, ":$1");
}

async function answer(
  endpoint: Endpoint,
  options: ApiOptions,
  request: Request,
  texts: Readonly<Record<string, string>>,
): Promise<Response> {
  try {
    const call = await accept(endpoint, options, request, texts);
    const result = await endpoint.handle(call);
    return withHeaders(toResponse(endpoint, result));
  } catch (error) {
    return withHeaders(refuse(error, endpoint, options.logger));
  }
}

/** Who asks, then whether they may, then for what: nobody learns more than they may from the order of refusals. */
async function accept(
  endpoint: Endpoint,
  options: ApiOptions,
  request: Request,
  texts: Readonly<Record<string, string>>,
) {
  const principal = await authenticate(request, options);
  if (!coversRole(principal.role, endpoint.role)) {
    throw new ApiError({
      status: 403,
      detail: `This needs the role ${endpoint.role}; yours is ${principal.role}`,
    });
  }
  if (endpoint.isForAllBots && principal.bots !== undefined) {
    throw new ApiError({ status: 403, detail: "This concerns all bots; yours are limited to some" });
  }
  const path = readPath(endpoint.parameters ?? {}, texts);
  if (path === undefined) throw notFound("path");
  const { bot } = path;
  if (typeof bot === "number" && !(knowsBot(principal, bot) && options.hasBot(bot))) throw notFound("bot");
  const query = readQuery(endpoint.query ?? {}, new URL(request.url).searchParams);
  const body = await readBody(endpoint, request);
  return { path, query, body, principal, signal: request.signal };
}

async function authenticate(request: Request, { authenticate }: ApiOptions): Promise<Principal> {
  const [, bearer] = /^bearer +(\S+) *$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  const principal = bearer === undefined ? undefined : await authenticate(bearer);
  if (principal !== undefined) return principal;
  throw new ApiError({
    status: 401,
    detail: bearer === undefined ? "Send Authorization: Bearer and an API key" : "This API key is not valid",
    headers: { "www-authenticate": 'Bearer realm="BotMux"' },
  });
}

function toResponse({ status, answer }: Endpoint, result: unknown): Response {
  if (answer === undefined) return new Response(null, { status });
  return new Response(JSON.stringify(result), { status, headers: { "content-type": "application/json" } });
}

function refuse(error: unknown, { id }: Endpoint, logger: Logger): Response {
  if (error instanceof ApiError) return toProblemResponse(error.problem);
  // The registry's rules, and what changed since the request was looked at.
  if (error instanceof UsageError) return toProblemResponse({ status: 409, detail: error.message });
  if (error instanceof OperationalError) return toProblemResponse({ status: 503, detail: error.message });
  logger.error("A call of the management API failed", { endpoint: id, error });
  return toProblemResponse({ status: 500, detail: "The log of BotMux says more" });
}

function withHeaders(response: Response): Response {
  for (const [name, value] of Object.entries(answerHeaders)) response.headers.set(name, value);
  return response;
}
