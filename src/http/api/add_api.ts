import type { Hono } from "hono";
import type { AuditLog } from "../../account/audit_log.ts";
import { coversRole, knowsBot, nobody, type Principal } from "../../account/principal.ts";
import { OperationalError, UsageError } from "../../base/errors.ts";
import { GateFullError } from "../../base/gate.ts";
import type { Logger } from "../../base/logger.ts";
import type { Environment } from "../environment.ts";
import { toProblemResponse } from "../problem.ts";
import { placeOf, type RequestPlace } from "../request_place.ts";
import { ApiError, notFound } from "./api_error.ts";
import { authenticate, type Authenticator } from "./authenticate.ts";
import type { Call, Endpoint } from "./endpoint.ts";
import { toOpenApi } from "./openapi.ts";
import { readBody } from "./read_body.ts";
import { checkHeaders, readPath, readQuery } from "./read_parameters.ts";

/** What the management API is made of. */
export interface ApiOptions {
  readonly endpoints: readonly Endpoint[];
  readonly authenticator: Authenticator;
  readonly audit: Pick<AuditLog, "add">;
  readonly hasBot: (botId: number) => boolean;
  readonly version: string;
  readonly logger: Logger;
}

/** Where the endpoints stand. */
export const apiBase = "/api/v1";

/** Headers of every answer: nothing of this belongs into a cache or is anything but what it says. */
const usualHeaders = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

/** A request with what is known of it so far. */
interface Arrival {
  readonly request: Request;
  readonly texts: Readonly<Record<string, string>>;
  readonly place: RequestPlace;
  readonly answerHeaders: Headers;
  readonly note: Call<unknown, unknown, unknown>["note"];
}

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
    router.on(endpoint.method, route, (context) => {
      const request = context.req.raw;
      const place = placeOf(request, context.env.clientAddress());
      const arrival = {
        request,
        texts: context.req.param(),
        place,
        answerHeaders: new Headers(usualHeaders),
        note: {},
      };
      return answer(endpoint, options, arrival);
    });
  }
  for (const [route, allowed] of methods) {
    router.all(route, () => {
      const detail = `Use ${allowed.join(" or ")} here`;
      const headers = { ...usualHeaders, allow: allowed.join(", ") };
      return toProblemResponse({ status: 405, detail, headers });
    });
  }
}

/** The router's way of writing a path with parameters. */
function toRoute(path: string): string {
  return apiBase + path.replace(/\{(\w+)\}/g, ":$1");
}

async function answer(endpoint: Endpoint, options: ApiOptions, arrival: Arrival): Promise<Response> {
  let principal = nobody;
  let response: Response;
  let subject = "";
  try {
    if (endpoint.role !== "nobody") {
      principal = await authenticate(arrival.request, arrival.place, options.authenticator);
    }
    const call = await accept(endpoint, options, arrival, principal);
    const result = await endpoint.handle(call);
    subject = endpoint.subject?.(result) ?? "";
    response = toResponse(endpoint, result, arrival.request);
  } catch (error) {
    response = refuse(error, endpoint, options.logger);
  }
  for (const [name, value] of arrival.answerHeaders) response.headers.append(name, value);
  await audit(endpoint, options, { arrival, principal, subject, status: response.status });
  return response;
}

/** Whether they may, then for what: nobody learns more than they may from the order of refusals. */
async function accept(
  endpoint: Endpoint,
  options: ApiOptions,
  arrival: Arrival,
  principal: Principal,
): Promise<Call<Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>, unknown>> {
  checkRights(endpoint, principal);
  const path = readPath(endpoint.parameters ?? {}, arrival.texts);
  if (path === undefined) throw notFound("path");
  const { bot } = path;
  if (typeof bot === "number" && !(knowsBot(principal, bot) && options.hasBot(bot))) throw notFound("bot");
  const { request, place, answerHeaders, note } = arrival;
  const query = readQuery(endpoint.query ?? {}, new URL(request.url).searchParams);
  checkHeaders(endpoint.headers ?? {}, request.headers);
  const { body, upload } = await readBody(endpoint, request);
  const { method: verb, headers, signal } = request;
  return { path, query, body, upload, principal, verb, headers, place, answerHeaders, note, signal };
}

function checkRights({ role, isForAllBots, isForOperators }: Endpoint, principal: Principal): void {
  if (role === "nobody") return;
  if (!coversRole(principal.role, role)) {
    throw new ApiError({ status: 403, detail: `This needs the role ${role}; yours is ${principal.role}` });
  }
  if (isForAllBots && principal.bots !== undefined) {
    throw new ApiError({ status: 403, detail: "This concerns all bots; yours are limited to some" });
  }
  if (isForOperators && principal.kind !== "operator") {
    throw new ApiError({ status: 403, detail: "This is for people who are signed in, not for API keys" });
  }
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

function refuse(error: unknown, { id }: Endpoint, logger: Logger): Response {
  if (error instanceof ApiError) return toProblemResponse(error.problem);
  // The registry's rules, and what changed since the request was looked at.
  if (error instanceof UsageError) return toProblemResponse({ status: 409, detail: error.message });
  if (error instanceof OperationalError || error instanceof GateFullError) {
    return toProblemResponse({ status: 503, detail: error.message });
  }
  logger.error("A call of the management API failed", { endpoint: id, error });
  return toProblemResponse({ status: 500, detail: "The log of BotMux says more" });
}

/**
 * Notes who changed something or tried to, who took much away, and who signed in or tried to. Left out is what would let strangers fill
 * the log: calls without credentials, and attempts that were put off.
 */
async function audit(
  { id, method, role, isAudited = false }: Endpoint,
  { audit, logger }: ApiOptions,
  { arrival, principal, subject, status }: {
    readonly arrival: Arrival;
    readonly principal: Principal;
    readonly subject: string;
    readonly status: number;
  },
): Promise<void> {
  const isStranger = role === "nobody" ? status === 429 || status === 503 : principal.kind === "nobody";
  if ((method === "GET" && !isAudited) || isStranger) return;
  const path = new URL(arrival.request.url).pathname.slice(apiBase.length + 1);
  const { kind, id: actorId, name } = arrival.note.actor ?? principal;
  try {
    await audit.add({
      actor: { kind, id: actorId, name },
      action: id,
      target: subject === "" ? path : `${path}/${subject}`,
      botId: /^\d{1,15}$/.test(arrival.texts.bot ?? "") ? Number(arrival.texts.bot) : 0,
      address: arrival.place.address,
      status,
    });
  } catch (error) {
    logger.error("Cannot write to the audit log", { action: id, actor: actorId, status, error });
  }
}
