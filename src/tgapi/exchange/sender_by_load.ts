import type { HttpResponse } from "../../base/http_message.ts";
import type { UpstreamRequest, UpstreamSender } from "./upstream_sender.ts";

export interface SenderByLoadOptions {
  /** The better one while few requests are under way. */
  readonly few: UpstreamSender;
  readonly many: UpstreamSender;
  /** So many at once are few. */
  readonly maxFew: number;
}

/** Sends each request by the way that is faster for as many as are under way. */
export class SenderByLoad implements UpstreamSender {
  readonly #options: SenderByLoadOptions;
  #underWay = 0;

  constructor(options: SenderByLoadOptions) {
    this.#options = options;
  }

  async send(request: UpstreamRequest): Promise<HttpResponse> {
    const { few, many, maxFew } = this.#options;
    this.#underWay++;
    try {
      return await (this.#underWay > maxFew ? many : few).send(request);
    } finally {
      this.#underWay--;
    }
  }
}
