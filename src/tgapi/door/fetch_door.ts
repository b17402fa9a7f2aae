import { HeaderList } from "../../base/header_list.ts";
import {
  announcedLength,
  type HttpRequest,
  type HttpResponse,
  type HttpService,
  type MessageBody,
} from "../../base/http_message.ts";
import { TelegramError } from "../../telegram/envelope.ts";
import { clientGoneStatus } from "../calls/call_failure.ts";
import { announcesParameters } from "../calls/whole_body.ts";
import { maxHeldBytes } from "../exchange/upstream_sender.ts";
import { errorAnswer } from "../exchange/own_answers.ts";
import { rawQuery } from "./path.ts";

/** Options for {@linkcode FetchDoor}. */
interface FetchDoorOptions {
  /** Asked in order. */
  readonly services: readonly HttpService[];
  /** The form in which bytes that were waited for are sent fastest; as they are when absent. */
  readonly lateBody?: ((bytes: Uint8Array<ArrayBuffer>) => BodyInit) | undefined;
  /** The body of a GET, which `Request` hides; `undefined` where it is not available. */
  readonly hiddenBody?:
    | ((request: Request) => ReadableStream<Uint8Array<ArrayBuffer>> | undefined)
    | undefined;
}

/** Serves services of plain data to servers that speak `Request` and `Response`. */
export class FetchDoor {
  readonly #options: FetchDoorOptions;

  constructor(options: FetchDoorOptions) {
    this.#options = options;
  }

  /**
   * Answers a request; `undefined` when none of the services answers its path. `path` is the raw path of `request.url`,
   * without its query. Never rejects.
   */
  handle(request: Request, path: string): Promise<Response> | undefined {
    for (const service of this.#options.services) {
      const answer = service.find(path);
      if (answer !== undefined) return this.#answer(request, answer);
    }
    return undefined;
  }

  async #answer(
    request: Request,
    answer: (request: HttpRequest) => Promise<HttpResponse>,
  ): Promise<Response> {
    const { method, signal } = request;
    const headers = readHeaders(request);
    if (headers === undefined) return this.#toResponse(unfitHeaders());
    let body = this.#readBody(request, headers);
    if (body instanceof Promise) {
      try {
        body = await body;
      } catch {
        // Its connection broke off; nobody reads the answer.
        return new Response(null, { status: clientGoneStatus });
      }
    }
    return this.#toResponse(await answer({ method, query: rawQuery(request.url), headers, body, signal }));
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

/** `undefined` where the runtime let pass what cannot be passed on. */
function readHeaders({ headers }: Request): HeaderList | undefined {
  try {
    return HeaderList.from(headers);
  } catch {
    return undefined;
  }
}

function unfitHeaders(): HttpResponse {
  return errorAnswer(
    new TelegramError(400, "Bad Request: a header holds characters that cannot be passed on"),
  );
}
