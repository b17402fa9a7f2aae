import { assertEquals } from "@std/assert";

/** What a browser without a script gets. */
export interface SeenPage {
  readonly status: number;
  readonly html: string;
  readonly headers: Headers;
  /** Where it is sent on to; empty when it is not. */
  readonly location: string;
}

/** A browser without a script: keeps cookies, sends forms, follows nothing by itself. */
export class ConsoleVisitor {
  readonly #url: string;
  readonly #fetch: (request: Request) => Promise<Response>;
  readonly #cookies = new Map<string, string>();

  /**
   * @param url scheme, host and port
   * @param answer asked instead of the network
   */
  constructor(url: string, answer: (request: Request) => Promise<Response> = (request) => fetch(request)) {
    this.#url = url;
    this.#fetch = answer;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<SeenPage> {
    return this.#ask(path, { headers });
  }

  /** Sends a form as a page of BotMux does, unless `headers` say otherwise. */
  post(
    path: string,
    fields: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<SeenPage> {
    return this.#ask(path, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { "sec-fetch-site": "same-origin", ...headers },
    });
  }

  async signIn(name: string, password: string): Promise<this> {
    const { status, location } = await this.post("/sign-in", { name, password, to: "/" });
    assertEquals([status, location], [303, "/"]);
    return this;
  }

  async #ask(path: string, init: RequestInit & { headers: Record<string, string> }): Promise<SeenPage> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await this.#fetch(
      new Request(this.#url + path, {
        ...init,
        redirect: "manual",
        headers: { accept: "text/html", cookie, ...init.headers },
      }),
    );
    for (const text of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(text) ?? [];
      this.#cookies.set(name, value);
    }
    return {
      status: response.status,
      html: await response.text(),
      headers: response.headers,
      location: response.headers.get("location") ?? "",
    };
  }
}
