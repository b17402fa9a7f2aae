import { encodeUtf8 } from "../../base/bytes.ts";
import { HeaderList } from "../../base/header_list.ts";
import type { HttpResponse } from "../../base/http_message.ts";
import {
  errorHeaders,
  jsonContentType,
  type TelegramError,
  toErrorEnvelope,
  toOkEnvelope,
} from "../../telegram/envelope.ts";

/** The answer with these bytes of JSON. */
export function jsonAnswer(body: Uint8Array<ArrayBuffer>): HttpResponse {
  return { status: 200, headers: HeaderList.of(["content-type", jsonContentType]), body };
}

/** The answer `{"ok":true,"result":…}`; webhook calls also carry a top-level `description`. */
export function okAnswer(result: unknown, description?: string): HttpResponse {
  return jsonAnswer(encodeUtf8(JSON.stringify(toOkEnvelope(result, description))));
}

/** The answer of a refused call. */
export function errorAnswer(error: TelegramError): HttpResponse {
  const body = encodeUtf8(JSON.stringify(toErrorEnvelope(error)));
  return { status: error.code, headers: errorHeaders(error), body };
}
