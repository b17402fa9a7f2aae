import { descriptions, errorResponse, jsonContentType, TelegramError } from "../telegram/envelope.ts";
import { readParameters } from "../telegram/parameters.ts";
import { readToken } from "../telegram/token.ts";
import type { Bot } from "./bot.ts";
import type { Call } from "./call.ts";
import type { Faults } from "./faults.ts";
import { findMethod } from "./method_table.ts";
import { enterSession } from "./methods/session.ts";
import { readWholeBody } from "./request_body.ts";
import { Described } from "./described.ts";
import { personalise } from "./file_tag.ts";
import { checkTexts } from "./text/check_texts.ts";
import type { World } from "./world.ts";

/** What a request path of the Bot API names. */
interface MethodPath {
  readonly token: string;
  readonly method: string;
  readonly isTest: boolean;
}

/** The worlds behind the door: the normal one and the one of `/test/`. */
interface Worlds {
  readonly main: World;
  readonly test: World;
}

/** Answers `/bot<token>/<method>` and `/bot<token>/test/<method>`. `path` is percent-decoded. */
export async function answerMethod(
  worlds: Worlds,
  faults: Faults,
  request: Request,
  path: string,
): Promise<Response> {
  if (request.method !== "GET" && request.method !== "POST") return new Response(null, { status: 501 });
  try {
    const target = splitPath(path);
    const world = target.isTest ? worlds.test : worlds.main;
    const bot = findBot(world, target.token);
    const url = new URL(request.url);
    const body = await readWholeBody(request, world.limits.requestBytes);
    const parameters = readParameters(url.search.slice(1), body);
    const method = (target.method || parameters.get("method") || "").toLowerCase();
    return await faults.around(
      { botId: bot.id, method, signal: request.signal },
      () => runMethod({ world, bot, parameters, signal: request.signal }, method),
    );
  } catch (error) {
    if (error instanceof TelegramError) return errorResponse(error);
    throw error;
  }
}

/** Carries out one method and makes its answer. */
export async function runMethod(call: Call, lowerCaseMethod: string): Promise<Response> {
  try {
    enterSession(call, lowerCaseMethod);
    checkTexts(call.parameters);
    const method = findMethod(lowerCaseMethod);
    if (method === undefined) throw new TelegramError(404, descriptions.methodNotFound);
    const result = await method(call);
    return result instanceof Response ? result : toResponse(call.bot, result);
  } catch (error) {
    if (error instanceof TelegramError) return errorResponse(error);
    throw error;
  }
}

function toResponse(bot: Bot, result: unknown): Response {
  const body = result instanceof Described
    ? { ok: true, result: result.result, description: result.description }
    : { ok: true, result };
  return new Response(personalise(JSON.stringify(body), bot.id), {
    headers: { "content-type": jsonContentType },
  });
}

function splitPath(path: string): MethodPath {
  const rest = path.slice("/bot".length);
  const slash = rest.indexOf("/");
  if (slash < 0) throw new TelegramError(404, descriptions.notFound);
  const method = rest.slice(slash + 1);
  const isTest = method.startsWith("test/");
  return { token: rest.slice(0, slash), method: isTest ? method.slice("test/".length) : method, isTest };
}

/** The bot of a token. Throws what the official server answers to a token it does not take. */
export function findBot(world: World, text: string): Bot {
  const read = readToken(text);
  if (read === "malformed") throw new TelegramError(401, descriptions.invalidToken);
  if (read === "misdirected") throw new TelegramError(421, descriptions.misdirected);
  const bot = read === "unauthorized" ? undefined : world.bots.get(read.botId);
  if (bot?.token !== text || bot.isRevoked) throw new TelegramError(401, descriptions.unauthorized);
  return bot;
}
