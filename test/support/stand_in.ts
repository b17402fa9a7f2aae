import type { ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { listenOnLoopback, type LoopbackServer } from "./loopback.ts";

/** A call as the stand-in saw it. */
export interface SeenCall {
  readonly token: string;
  readonly method: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** An answer out of the ordinary. `hang` never answers. */
export type Reply =
  | "hang"
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body: string };

/** One bot upstream. */
interface StandInBot {
  /** Update objects in JSON, by id, oldest first. */
  queue: { readonly id: number; readonly json: string }[];
  webhookUrl: string;
  /** What getWebhookInfo says besides. */
  webhookInfo: Readonly<Record<string, unknown>>;
}

/**
 * The least of a Bot API server that a poller needs, with every call on record and any answer replaceable. An empty
 * queue parks the poll until something is pushed, for ever if nothing is.
 */
export class StandIn implements AsyncDisposable {
  readonly calls: SeenCall[] = [];
  /** Looks at each call first; `undefined` leaves it to the ordinary answer. */
  script: (call: SeenCall) => Reply | undefined = () => undefined;
  readonly #bots = new Map<string, StandInBot>();
  readonly #parked = new Map<ServerResponse, { readonly token: string; readonly offset: number }>();
  #server: LoopbackServer | undefined;

  static async start(): Promise<StandIn> {
    const standIn = new StandIn();
    standIn.#server = await listenOnLoopback(async (request, response) => {
      const [, token = "", method = ""] = /^\/bot([^/]*)\/(\w+)/.exec(request.url ?? "") ?? [];
      const body = await text(request).catch(() => undefined);
      if (body === undefined) return; // The client hung up while it spoke.
      standIn.#answer({ token, method, parameters: JSON.parse(body || "{}") }, response);
    });
    return standIn;
  }

  get url(): string {
    return this.#server?.url ?? "";
  }

  get port(): number {
    return this.#server?.port ?? 0;
  }

  /** Polls that wait for updates now. */
  get parked(): number {
    return this.#parked.size;
  }

  /** The offsets asked for, in order. */
  get offsets(): unknown[] {
    return this.calls.filter(({ method }) => method === "getUpdates").map(({ parameters }) =>
      parameters.offset
    );
  }

  bot(token: string): StandInBot {
    let bot = this.#bots.get(token);
    if (bot === undefined) this.#bots.set(token, bot = { queue: [], webhookUrl: "", webhookInfo: {} });
    return bot;
  }

  /** Puts updates into a bot's queue and answers its parked poll. */
  push(token: string, ...updates: { readonly id: number; readonly json: string }[]): void {
    this.bot(token).queue.push(...updates);
    for (const [response, parked] of this.#parked) {
      if (parked.token !== token) continue;
      this.#parked.delete(response);
      this.#getUpdates(token, parked.offset, response);
    }
  }

  /** Answers every parked poll with nothing, as at its deadline. */
  releaseParked(): void {
    for (const response of this.#parked.keys()) send(response, '{"ok":true,"result":[]}');
    this.#parked.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]();
  }

  #answer(call: SeenCall, response: ServerResponse): void {
    this.calls.push(call);
    const reply = this.script(call);
    if (reply === "hang") return;
    if (reply !== undefined) return send(response, reply.body, reply.status, reply.headers);
    const bot = this.bot(call.token);
    switch (call.method) {
      case "getMe":
        return send(
          response,
          ok({ id: Number(call.token.split(":")[0]), first_name: "Shop", username: "shop_bot" }),
        );
      case "getWebhookInfo":
        return send(
          response,
          ok({ url: bot.webhookUrl, pending_update_count: bot.queue.length, ...bot.webhookInfo }),
        );
      case "setWebhook":
        bot.webhookUrl = String(call.parameters.url);
        bot.webhookInfo = {};
        return send(response, ok(true));
      case "deleteWebhook":
        bot.webhookUrl = "";
        bot.webhookInfo = {};
        return send(response, ok(true));
      case "getUpdates":
        return this.#getUpdates(call.token, Number(call.parameters.offset), response);
      default:
        return send(response, '{"ok":false,"error_code":404,"description":"Not Found"}', 404);
    }
  }

  #getUpdates(token: string, offset: number, response: ServerResponse): void {
    const bot = this.bot(token);
    if (bot.webhookUrl !== "") {
      return send(response, conflict("can't use getUpdates while webhook is active"), 409);
    }
    if (offset > 0) bot.queue = bot.queue.filter(({ id }) => id >= offset);
    if (bot.queue.length > 0) {
      send(response, `{"ok":true,"result":[${bot.queue.slice(0, 100).map(({ json }) => json).join(",\n")}]}`);
      return;
    }
    this.#parked.set(response, { token, offset });
    response.on("close", () => this.#parked.delete(response));
  }
}

/** The body of a 409. */
export function conflict(why: string): string {
  return JSON.stringify({ ok: false, error_code: 409, description: `Conflict: ${why}` });
}

/** An update with a message, spelled so that parsing and stringifying would change it. */
export function messageUpdate(id: number, words = `m${id}`): { readonly id: number; readonly json: string } {
  return {
    id,
    json:
      `{"update_id":${id},\n"message":{"message_id":1,"date":1790000000,"chat":{"id":5},"text":"${words}\\/"}}`,
  };
}

function ok(result: unknown): string {
  return JSON.stringify({ ok: true, result });
}

function send(
  response: ServerResponse,
  body: string,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
}
