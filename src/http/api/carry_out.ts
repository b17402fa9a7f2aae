import { type Fault, fault, type RequestFaultCode, statusOf } from "../../faults/fault.ts";
import type { AccessWatch } from "../../account/access_watch.ts";
import type { AuditLog } from "../../account/audit_log.ts";
import { coversRole, knowsBot, nobody, type Principal } from "../../account/principal.ts";
import type { Logger } from "../../base/logger.ts";
import type { Problem } from "../problem.ts";
import { toKnownProblem } from "../known_problem.ts";
import type { RequestPlace } from "../request_place.ts";
import { maxHeldBytes } from "../../tgapi/exchange/upstream_sender.ts";
import { ApiError, notFound, refusal } from "./api_error.ts";
import type { Call, Endpoint } from "./endpoint.ts";
import type { ReceivedBody } from "./read_body.ts";
import { checkHeaders, readPath, readQuery } from "./read_parameters.ts";
import { streamWhileAllowed } from "./stream_while_allowed.ts";

/** A call of an endpoint, whichever door it came through. */
interface Incoming {
  /** The parameters of the path, as texts. */
  readonly texts: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly verb: string;
  readonly headers: Headers;
  readonly place: RequestPlace;
  readonly signal: AbortSignal;
  /** Who is asking. @throws {ApiError} when nobody may be. */
  principal(): Promise<Principal>;
  /** @throws {ApiError} when it is not as the endpoint describes it. */
  body(endpoint: Endpoint): Promise<ReceivedBody>;
}

/** How a call ended. `headers` are those that the endpoint asks for beside the usual ones. */
export type Outcome =
  | { readonly kind: "done"; readonly result: unknown; readonly headers: Headers }
  | { readonly kind: "refused"; readonly problem: Problem; readonly headers: Headers };

/** What is asked and told around every call. */
export interface CallKeeping {
  readonly audit: Pick<AuditLog, "add">;
  /** Ends streams of those who may no longer read them. */
  readonly access: Pick<AccessWatch, "follow" | "recheck">;
  readonly hasBot: (botId: number) => boolean;
  readonly logger: Logger;
}

/**
 * Carries out one call: whether they may, whether it is in order, what it does, and the note in the audit log. Every
 * door to the endpoints goes through here. Never throws.
 */
export async function carryOut(
  endpoint: Endpoint,
  keeping: CallKeeping,
  incoming: Incoming,
): Promise<Outcome> {
  const headers = new Headers();
  const note: Call<unknown, unknown, unknown>["note"] = {};
  let principal = nobody;
  let outcome: Outcome;
  let subject = "";
  try {
    if (endpoint.role !== "nobody") principal = await incoming.principal();
    const call = await accept(endpoint, keeping, incoming, principal);
    const made = await endpoint.handle({ ...call, answerHeaders: headers, note });
    const result = await whileAllowed(made, principal, keeping, incoming);
    subject = endpoint.subject?.(result) ?? "";
    outcome = { kind: "done", result, headers };
  } catch (error) {
    outcome = { kind: "refused", problem: toProblem(error, endpoint, keeping.logger), headers };
  }
  const { kind, id, name } = note.actor ?? principal;
  const isStranger = endpoint.role !== "nobody" && principal.kind === "nobody";
  const botId = note.botId ?? readBotId(incoming.texts.bot);
  await audit(endpoint, keeping, incoming, {
    actor: { kind, id, name },
    botId,
    isStranger,
    subject,
    outcome,
  });
  // Whatever it took from anybody is theirs no longer when the answer is read.
  if (endpoint.method !== "GET") await keeping.access.recheck();
  return outcome;
}

/** `result`, where it is a stream for no longer than they may have it. @throws {ApiError} 401 when they may not already. */
async function whileAllowed(
  result: unknown,
  principal: Principal,
  { access: watch }: CallKeeping,
  { signal: client }: Incoming,
): Promise<unknown> {
  const stream = toStream(result);
  if (stream === undefined || principal.kind === "nobody") return result;
  const access = await watch.follow(principal);
  const allowed = streamWhileAllowed({ stream, access, client, isEndless: stream === result });
  if (access.signal.aborted) throw refusal("access_ended");
  return result instanceof Response ? new Response(allowed, result) : allowed;
}

/** What is sent piece by piece in an answer; bodies of a known short length are held already. */
function toStream(result: unknown): ReadableStream<Uint8Array<ArrayBuffer>> | undefined {
  if (result instanceof ReadableStream) return result;
  if (!(result instanceof Response)) return undefined;
  const length = result.headers.get("content-length");
  return length !== null && Number(length) <= maxHeldBytes ? undefined : result.body ?? undefined;
}

/** What says who may do something: an endpoint, or a page. */
type Rights = Pick<Endpoint, "role" | "isForAllBots" | "isForOperators">;

/** Whether somebody may do what needs these rights. @throws {ApiError} 403 when not. */
export function checkRights(rights: Rights, principal: Principal): void {
  const missing = findMissingRight(rights, principal);
  if (missing !== undefined) throw new ApiError({ fault: missing });
}

/** Why somebody may not do what needs these rights; `undefined` when they may. */
export function findMissingRight(
  { role, isForAllBots, isForOperators }: Rights,
  principal: Principal,
): Fault<RequestFaultCode> | undefined {
  if (role === "nobody") return undefined;
  if (!coversRole(principal.role, role)) return fault("role_required", { needed: role, own: principal.role });
  if (isForAllBots && principal.bots !== undefined) return fault("all_bots_required");
  if (isForOperators && principal.kind !== "operator") return fault("operator_required");
  return undefined;
}

/** Whether they may, then for what: nobody learns more than they may from the order of refusals. */
async function accept(
  endpoint: Endpoint,
  { hasBot }: CallKeeping,
  incoming: Incoming,
  principal: Principal,
): Promise<
  Omit<
    Call<Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>, unknown>,
    "answerHeaders" | "note"
  >
> {
  checkRights(endpoint, principal);
  const path = readPath(endpoint.parameters ?? {}, incoming.texts);
  if (path === undefined) throw notFound("path");
  const { bot } = path;
  if (typeof bot === "number" && !(knowsBot(principal, bot) && hasBot(bot))) throw notFound("bot");
  const { headers, verb, place, signal } = incoming;
  const query = readQuery(endpoint.query ?? {}, incoming.query);
  checkHeaders(endpoint.headers ?? {}, headers);
  const { body, upload } = await incoming.body(endpoint);
  return { path, query, body, upload, principal, verb, headers, place, signal };
}

function toProblem(error: unknown, { id }: Endpoint, logger: Logger): Problem {
  const known = toKnownProblem(error);
  if (known !== undefined) return known;
  logger.error("API request failed", { endpoint: id, error });
  return { fault: fault("internal_error") };
}

/**
 * Notes who changed something or tried to, who took much away, and who signed in or tried to. Left out is what would
 * let strangers fill the log: calls without credentials, and attempts that were put off.
 */
async function audit(
  { id, method, role, path, isAudited = false, status: defaultStatus }: Endpoint,
  { audit, logger }: CallKeeping,
  { texts, place }: Incoming,
  { actor, botId, isStranger, subject, outcome }: Pick<Parameters<AuditLog["add"]>[0], "actor" | "botId"> & {
    readonly isStranger: boolean;
    readonly subject: string;
    readonly outcome: Outcome;
  },
): Promise<void> {
  const status = outcomeStatus(outcome, defaultStatus);
  const isPutOff = role === "nobody" && (status === 429 || status === 503);
  if ((method === "GET" && !isAudited) || isStranger || isPutOff) return;
  const target = path.slice(1).replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(texts[name] ?? ""));
  try {
    await audit.add({
      actor,
      action: id,
      target: subject === "" ? target : `${target}/${subject}`,
      botId,
      address: place.address,
      status,
    });
  } catch (error) {
    logger.error("cannot write the audit log", { action: id, actor: actor.id, status, error });
  }
}

/** The bot that a path names; 0 for none. */
function readBotId(text: string | undefined): number {
  return /^\d{1,15}$/.test(text ?? "") ? Number(text) : 0;
}

/** HTTP status of an outcome. */
function outcomeStatus(outcome: Outcome, defaultStatus: number): number {
  if (outcome.kind === "refused") return statusOf(outcome.problem.fault);
  return outcome.result instanceof Response ? outcome.result.status : defaultStatus;
}
