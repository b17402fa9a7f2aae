import { decodeUtf8 } from "../../base/bytes.ts";
import { TelegramError } from "../../telegram/envelope.ts";
import { readRequestBody } from "../../telegram/request_body.ts";
import { refusal } from "../../http/api/api_error.ts";
import type { FormFields } from "../page.ts";

/** Maximum bytes of a form. */
const maxFormBytes = 64 * 1024;

/** The fields of a form that was sent. @throws {ApiError} 413 or 415 when they cannot be read. */
export async function readForm(request: Request): Promise<FormFields> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) {
    throw refusal("form_type_unknown");
  }
  const fields = new URLSearchParams(await readText(request));
  return {
    get: (name) => fields.get(name) ?? "",
    getAll: (name) => fields.getAll(name),
  };
}

async function readText(request: Request): Promise<string> {
  try {
    return decodeUtf8((await readRequestBody(request, maxFormBytes))?.bytes ?? new Uint8Array());
  } catch (error) {
    if (!(error instanceof TelegramError)) throw error;
    throw error.code === 413
      ? refusal("body_too_large", { bytes: maxFormBytes })
      : refusal("form_unreadable");
  }
}
