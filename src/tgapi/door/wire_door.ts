import type { HttpRequest, HttpResponse, HttpService, MessageBody } from "../../base/http_message.ts";
import type { Exchange } from "../../wire/server/exchange.ts";
import { escapedPath } from "../../wire/server/escaped_path.ts";
import { announcesParameters } from "../calls/whole_body.ts";
import { maxHeldBytes } from "../exchange/upstream_sender.ts";

/** Serves services of plain data to the wire's server: no `Request` and no `Response` is made. */
export class WireDoor {
  readonly #services: readonly HttpService[];

  /** @param services asked in order. */
  constructor(services: readonly HttpService[]) {
    this.#services = services;
  }

  /**
   * Answers an exchange; `undefined` when none of the services answers its path. Rejects when the client breaks off within
   * a body that is read whole first.
   */
  handle(exchange: Exchange): Promise<HttpResponse> | undefined {
    const target = escapedPath(exchange.head);
    const queryStart = target.indexOf("?");
    const path = queryStart < 0 ? target : target.slice(0, queryStart);
    for (const service of this.#services) {
      const answer = service.find(path);
      if (answer === undefined) continue;
      const query = queryStart < 0 ? "" : target.slice(queryStart + 1);
      const body = readBody(exchange);
      return body instanceof Promise
        ? body.then((body) => answer(toRequest(exchange, query, body)))
        : answer(toRequest(exchange, query, body));
    }
    return undefined;
  }
}

function toRequest({ head, hangUp }: Exchange, query: string, body: MessageBody): HttpRequest {
  return { method: head.method, query, headers: head.headers, body, signal: hangUp };
}

/** Short bodies are read whole first. */
function readBody({ head, body }: Exchange): MessageBody | Promise<MessageBody> {
  const { declaredBytes } = body;
  if (declaredBytes === 0 || (head.method !== "POST" && !announcesParameters(head))) return null;
  if (declaredBytes === undefined || declaredBytes > maxHeldBytes) return body.stream();
  // Sockets give bytes that nobody shares.
  const whole = body.whole as Uint8Array<ArrayBuffer> | undefined;
  return whole ?? body.bytes(maxHeldBytes) as Promise<Uint8Array<ArrayBuffer>>;
}
