import { Buffer } from "node:buffer";
import { toFieldName } from "../../src/base/field_name.ts";
import { HeaderList } from "../../src/base/header_list.ts";
import type { HttpRequest } from "../../src/base/http_message.ts";
import { TelegramError } from "../../src/telegram/envelope.ts";
import { ChatCheck } from "../../src/tgapi/calls/scope.ts";
import { readScopedBody } from "../../src/tgapi/calls/scoped_body.ts";
import type { OfficialRequest } from "./official_parser.ts";

/** A call of a limited access token; texts are in Latin-1, each byte one character. */
export interface ScopedCall extends OfficialRequest {
  readonly method: string;
}

/** What goes upstream of the call's body; the refusal when the call is refused. */
export async function passScoped(
  call: ScopedCall,
  chats: readonly number[],
  cuts: readonly number[] = [],
): Promise<string | TelegramError> {
  try {
    const check = new ChatCheck(
      { limits: { chats }, botId: 1, messageTopics: { find: () => undefined } },
      call.method.toLowerCase(),
    );
    const { body } = await readScopedBody(
      { method: "POST", query: call.query, ...toMessage(call, cuts) },
      check,
    );
    const bytes = body === null ? new Uint8Array() : new Uint8Array(await new Response(body).arrayBuffer());
    return Buffer.from(bytes).toString("latin1");
  } catch (error) {
    if (error instanceof TelegramError) return error;
    throw error;
  }
}

/** The body arrives in pieces that end at `cuts`, ascending. */
function toMessage(
  { contentType, body }: OfficialRequest,
  cuts: readonly number[],
): Pick<HttpRequest, "headers" | "body"> {
  const headers = new HeaderList();
  if (contentType !== "") headers.appendParsed(toFieldName("content-type"), contentType);
  if (body === "") return { headers, body: null };
  const bytes = new Uint8Array(Buffer.from(body, "latin1"));
  const ends = [...new Set([...cuts, bytes.length])].filter((end) => end > 0);
  let from = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const end = ends.shift();
      if (end === undefined) return controller.close();
      controller.enqueue(bytes.slice(from, end));
      from = end;
    },
  }, { highWaterMark: 0 });
  return { headers, body: stream };
}
