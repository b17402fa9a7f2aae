import type { HttpRequest } from "../../base/http_message.ts";
import { descriptions, TelegramError } from "../../telegram/envelope.ts";
import { parseJsonMembers } from "../../telegram/json_members.ts";
import { type Parameters, readParameters, readQuery, type WholeBody } from "../../telegram/parameters.ts";
import {
  maxMultipartBytes,
  maxParameterBytes,
  readWholeBody,
  refuseHiddenBody,
} from "../calls/whole_body.ts";
import { changesWebhook } from "./local_calls.ts";

/**
 * The parameters of a call that is answered here; `method` is in lower case. At once where there is no body, as with
 * most long polls.
 *
 * @throws {TelegramError} 413 when they are too long, 400 when the body cannot be read, or not whole where that would
 * change a webhook.
 */
export function readLocalParameters(method: string, request: HttpRequest): Parameters | Promise<Parameters> {
  if (request.query.length > maxParameterBytes) throw new TelegramError(413, descriptions.tooLarge);
  if (request.body !== null) return readWithBody(method, request);
  refuseHiddenBody(request);
  return readQuery(request.query);
}

async function readWithBody(method: string, request: HttpRequest): Promise<Parameters> {
  const isMultipart = /multipart\/form-data/i.test(request.headers.get("content-type") ?? "");
  const body = await readWholeBody(request, isMultipart ? maxMultipartBytes : maxParameterBytes);
  if (body !== undefined && changesWebhook(method)) refuseBrokenJson(body);
  return readParameters(request.query, body);
}

/** A setWebhook of which a part is missing would take the webhook away, or its secret. */
function refuseBrokenJson({ contentType, bytes }: WholeBody): void {
  if (!/application\/json/i.test(contentType) || parseJsonMembers(bytes) !== undefined) return;
  throw new TelegramError(400, "Bad Request: can't read the JSON body to its end");
}
