import {
  announcedLength,
  type HeaderList,
  type HttpResponse,
  type MessageBody,
  toHeaderList,
} from "../../base/http_message.ts";
import { clientGoneStatus } from "../calls/call_failure.ts";
import { announcesParameters } from "../calls/whole_body.ts";
import { maxHeldBytes } from "../exchange/upstream_sender.ts";
import type { CallService } from "./call_service.ts";
import { rawQuery } from "./path.ts";

/** Options for {@linkcode FetchDoor}. */
export interface FetchDoorOptions {
  readonly service: CallService;
  /** The form in which bytes that were waited for are sent fastest; as they are when absent. */
  readonly lateBody?: ((bytes: Uint8Array<ArrayBuffer>) => BodyInit) | undefined;
  /** The body of a GET, which `Request` hides; `undefined` where it cannot be had. */
  readonly hiddenBody?:
    | ((request: Request) => ReadableStream<Uint8Array<ArrayBuffer>> | undefined)
    | undefined;
}

/** Serves a {@linkcode CallService} to servers that speak `Request` and `Response`. */
export class FetchDoor {
  readonly #options: FetchDoorOptions;

  constructor(options: FetchDoorOptions) {
    this.#options = options;
  }

  /**
   * Answers a call or a file request; `undefined` when the path is not the Bot API's. `path` is the raw path of
   * `request.url`, without its query. Never rejects.
   */
  handle(request: Request, path: string): Promise<Response> | undefined {
    return this.#options.service.handles(path) ? this.#answer(request, path) : undefined;
  }

  async #answer(request: Request, path: string): Promise<Response> {
    const { method, signal } = request;
    const headers = toHeaderList(request.headers);
    let body = this.#readBody(request, headers);
    if (body instanceof Promise) {
      try {
        body = await body;
      } catch {
        // Its connection broke off; nobody reads the answer.
        return new Response(null, { status: clientGoneStatus });
      }
    }
    const query = rawQuery(request.url);
    return this.#toResponse(
      await this.#options.service.answer({ method, path, query, headers, body, signal }),
    );
  }

  /** Short bodies are read whole first. Touching `body` makes a stream, which costs more than all the rest. */
  #readBody(request: Request, headers: HeaderList): MessageBody | Promise<MessageBody> {
    if (request.method !== "POST") {
      return announcesParameters({ method: request.method, headers })
        ? this.#options.hiddenBody?.(request) ?? null
        : null;
    }
    const length = announcedLength(headers);
    if (length === undefined || length > maxHeldBytes) return request.body;
    return length === 0 ? null : request.arrayBuffer().then((bytes) => new Uint8Array(bytes));
  }

  #toResponse({ status, headers, body }: HttpResponse): Response {
    const { lateBody } = this.#options;
    const sent = body instanceof Uint8Array && lateBody !== undefined ? lateBody(body) : body;
    const response = new Response(sent, { status });
    // Not as an option: Deno takes 13 us to convert a list of seven, and 3 us to append each.
    for (const [name, value] of headers) response.headers.append(name, value);
    return response;
  }
}
