import Type from "typebox";
import Value from "typebox/value";
import { decodeUtf8 } from "../base/bytes.ts";
import { OperationalError } from "../base/errors.ts";
import { parseJson } from "../base/json_value.ts";
import { fault } from "../faults/fault.ts";
import type { StartingPoint } from "../registry/entities/starting_point.ts";
import { splitResultArray } from "../telegram/splitter.ts";
import type { ApiClient } from "./api_client.ts";
import type { CliHost, HostResponse } from "./host.ts";
import { readBytes, withTimeout } from "./read_answer.ts";
import { toWireStart } from "./starting_point_wire.ts";

/** An update as BotMux delivers it. */
export interface FedUpdate {
  readonly id: number;
  /** What kind it is: the name of its other member. */
  readonly kind: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** How an {@linkcode UpdateFeed} is opened. */
interface FeedOptions {
  readonly botId: number;
  /** Of a consumer that stays; without it, one is added and goes when the feed is closed. */
  readonly consumer: string | undefined;
  /** Where a consumer that is added begins. */
  readonly start: StartingPoint;
}

const NamedConsumer = Type.Object({ name: Type.String() });
const NewToken = Type.Object({ id: Type.Integer(), token: Type.String() });
const Updates = Type.Object({
  ok: Type.Literal(true),
  result: Type.Array(Type.Object({ update_id: Type.Integer() })),
});
const Refusal = Type.Object({ error_code: Type.Integer(), description: Type.String() });

const pollSec = 25;
/** Beyond the time that BotMux holds a poll. */
const graceMs = 15_000;

/** Updates of a bot of a running BotMux, read as a consumer of its own. */
export class UpdateFeed implements AsyncDisposable {
  readonly #host: CliHost;
  readonly #api: ApiClient;
  readonly #remove: () => Promise<void>;
  readonly #token: string;
  #offset = 0;

  private constructor(host: CliHost, api: ApiClient, token: string, remove: () => Promise<void>) {
    this.#host = host;
    this.#api = api;
    this.#token = token;
    this.#remove = remove;
  }

  /** @throws {OperationalError} when BotMux refuses it, or does not answer. */
  static async open(host: CliHost, api: ApiClient, options: FeedOptions): Promise<UpdateFeed> {
    const { botId, start } = options;
    const consumers = `/bots/${botId}/consumers`;
    const name = options.consumer ?? `cli-${crypto.randomUUID().slice(0, 8)}`;
    const isKnown = options.consumer !== undefined &&
      (await api.list(consumers, NamedConsumer, { cursorName: "after" })).some((each) => each.name === name);
    if (!isKnown) await api.post(consumers, NamedConsumer, { name, start: toWireStart(start) });
    const removeConsumer = () => api.remove(`${consumers}/${name}`);
    try {
      const tokens = `/bots/${botId}/tokens`;
      const { id, token } = await api.post(tokens, NewToken, { consumer: name, label: "botmux listen" });
      const remove = options.consumer === undefined ? removeConsumer : () => api.remove(`${tokens}/${id}`);
      return new UpdateFeed(host, api, token, remove);
    } catch (error) {
      if (!isKnown) await removeConsumer();
      throw error;
    }
  }

  /**
   * The next updates, after confirming those before. None when there are none for a while, at once unless it `waits`, or when `stop` aborts.
   *
   * @throws {OperationalError} when BotMux refuses it.
   * @throws {Error} when it does not answer.
   */
  async next(waits: boolean, stop: AbortSignal): Promise<FedUpdate[]> {
    const target = `getUpdates?offset=${this.#offset}&timeout=${waits ? pollSec : 0}`;
    const body = await this.#tryRead(target, stop);
    if (body === undefined) return [];
    const answer = parseJson(decodeUtf8(body));
    if (!Value.Check(Updates, answer)) throw toRefusal(answer);
    return splitResultArray(body).map(({ start, end }, index) => {
      const update = answer.result[index]!; // Both are of the same array.
      const kind = Object.keys(update).find((name) => name !== "update_id") ?? "";
      return { id: update.update_id, kind, bytes: body.slice(start, end) };
    });
  }

  /** Takes note that an update needs not come again; {@linkcode next} tells BotMux. */
  confirm({ id }: FedUpdate): void {
    this.#offset = id + 1;
  }

  /**
   * Calls a method as the bot; gives the HTTP status.
   *
   * @throws {Error} when BotMux does not answer, or the reason of `stop`.
   */
  async call(method: string, contentType: string, body: Uint8Array, stop: AbortSignal): Promise<number> {
    const headers = { "content-type": contentType };
    return (await this.#call(encodeURIComponent(method), { method: "POST", headers, body }, stop)).status;
  }

  /** Confirms what was read, and removes what was added. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      if (this.#offset > 0) await this.next(false, new AbortController().signal);
    } finally {
      await this.#remove();
    }
  }

  async #tryRead(target: string, stop: AbortSignal): Promise<Uint8Array<ArrayBuffer> | undefined> {
    try {
      return (await this.#call(target, {}, stop)).body;
    } catch (error) {
      if (stop.aborted) return undefined;
      throw error;
    }
  }

  async #call(
    target: string,
    options: {
      readonly method?: "POST";
      readonly headers?: Record<string, string>;
      readonly body?: Uint8Array;
    },
    stop: AbortSignal,
  ): Promise<{ readonly status: number; readonly body: Uint8Array<ArrayBuffer> }> {
    const { url, checksCertificate } = this.#api.address;
    const send = async (signal: AbortSignal) => {
      const sent = { ...options, checksCertificate, signal };
      const { status, body }: HostResponse = await this.#host.request(
        `${url}/tgapi/bot${this.#token}/${target}`,
        sent,
      );
      return { status, body: await readBytes(body) };
    };
    return await withTimeout(this.#host.clock, pollSec * 1000 + graceMs, send, stop);
  }
}

function toRefusal(answer: unknown): OperationalError {
  const { error_code: code, description: said } = Value.Check(Refusal, answer)
    ? answer
    : { error_code: 0, description: "no answer of the Bot API" };
  return new OperationalError(fault("server_refused", { code: String(code), said }));
}
