import { type Fault, fault, type ModelFault } from "../faults/fault.ts";
import { decodeUtf8, encodeUtf8 } from "../base/bytes.ts";
import type { Clock } from "../base/clock.ts";
import { describeError } from "../base/errors.ts";
import { Gate } from "../base/gate.ts";
import { maskFault } from "../base/mask_fault.ts";
import { QueueFullError } from "../base/queue_full_error.ts";
import { maskSecrets } from "../base/secrets.ts";
import { AnswerStream } from "../wire/client/answer_stream.ts";
import type { HttpClient } from "../wire/client/http_client.ts";
import { RequestFailure } from "../wire/client/request_failure.ts";
import { HeaderList } from "../base/header_list.ts";
import { CallBudget } from "./call_budget.ts";
import { readAnswer } from "./llm_answer.ts";
import { type LlmQuestion, maxOffered, type OfferedRule, toRequestBody } from "./llm_question.ts";

/** Where the language model is and what may be asked of it. */
export interface LlmEndpoint {
  /** Base URL of an OpenAI-compatible API, without a slash at the end: `https://api.openai.com/v1`. */
  readonly url: string;
  /** Sent as a bearer token; empty for none. */
  readonly key: string;
  readonly model: string;
  /** How long one question may take, waiting for its turn included. */
  readonly timeoutMs: number;
  readonly questionsPerMinute: number;
}

/** Options for {@linkcode LlmChooser}. */
interface LlmChooserParts {
  readonly endpoint: LlmEndpoint;
  /** Client of the endpoint's server. It follows no redirect, so the key goes nowhere else. */
  readonly client: Pick<HttpClient, "send">;
  readonly clock: Clock;
}

/** What became of a question. */
export interface LlmChoice<R extends OfferedRule> {
  readonly rule: R | undefined;
  /** Why there is no rule; absent when there is one. */
  readonly reason: ModelFault | undefined;
  readonly latencyMs: number;
}

const maxConcurrent = 4;
const maxWaiting = 32;
const maxAnswerBytes = 256 * 1024;
/** How long an endpoint is left alone that says 429 without saying how long. */
const defaultPauseMs = 5_000;
const maxPauseMs = 60_000;

/** Asks a language model which of some rules applies. Whatever goes wrong is no choice, with the reason for it. */
export class LlmChooser {
  readonly #endpoint: LlmEndpoint;
  readonly #client: LlmChooserParts["client"];
  readonly #url: URL;
  readonly #clock: Clock;
  readonly #budget: CallBudget;
  readonly #gate = new Gate(maxConcurrent, maxWaiting);
  #pausedUntilMs = 0;

  constructor({ endpoint, client, clock }: LlmChooserParts) {
    this.#endpoint = endpoint;
    this.#client = client;
    this.#url = new URL(`${endpoint.url}/chat/completions`);
    this.#clock = clock;
    this.#budget = new CallBudget(endpoint.questionsPerMinute, clock);
  }

  /**
   * The rule that applies to an update, if the model knows one in time.
   *
   * @throws the reason of `signal` when that aborts: nothing has been decided then.
   */
  async choose<R extends OfferedRule>(question: LlmQuestion<R>, signal: AbortSignal): Promise<LlmChoice<R>> {
    signal.throwIfAborted();
    const startMs = this.#clock.now();
    const found = this.#refuse(question.rules.length) ?? await this.#askInTime(question, signal);
    const latencyMs = this.#clock.now() - startMs;
    return typeof found === "object"
      ? { rule: undefined, reason: found, latencyMs }
      : { rule: question.rules[found], reason: undefined, latencyMs };
  }

  /** Why a question is not even asked. */
  #refuse(offered: number): ModelFault | undefined {
    if (offered === 0) return fault("model_no_rules");
    if (offered > maxOffered) return fault("model_too_many_rules", { count: maxOffered });
    if (this.#pausedUntilMs > this.#clock.now()) return fault("model_paused");
    return undefined;
  }

  async #askInTime(question: LlmQuestion, signal: AbortSignal): Promise<number | ModelFault> {
    const { timeoutMs } = this.#endpoint;
    const end = new AbortController();
    const either = AbortSignal.any([signal, end.signal]);
    const { promise, resolve, reject } = Promise.withResolvers<ModelFault>();
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    const cancelTimer = this.#clock.schedule(() => {
      resolve(fault("model_timeout", { seconds: timeoutMs / 1000 }));
      end.abort();
    }, timeoutMs);
    try {
      return await Promise.race([promise, this.#askInTurn(question, either)]);
    } finally {
      cancelTimer();
      signal.removeEventListener("abort", onAbort);
      end.abort();
    }
  }

  async #askInTurn(question: LlmQuestion, signal: AbortSignal): Promise<number | ModelFault> {
    try {
      return await this.#gate.run(() => this.#ask(question, signal));
    } catch (error) {
      if (error instanceof QueueFullError) return fault("model_busy");
      return fault("model_unreachable", { cause: this.#explain(error) });
    }
  }

  async #ask(question: LlmQuestion, signal: AbortSignal): Promise<number | ModelFault> {
    // Its time may have run out while it waited; then it must not cost anything.
    signal.throwIfAborted();
    const { key, model, questionsPerMinute } = this.#endpoint;
    if (!this.#budget.take()) return fault("model_over_budget", { count: questionsPerMinute });
    const request = {
      method: "POST",
      target: this.#url.pathname + this.#url.search,
      fields: toFields(this.#url.host, key),
      body: encodeUtf8(toRequestBody(model, question)),
    };
    const options = { signal, mayRepeat: true, streamAboveBytes: maxAnswerBytes };
    const { head, body } = await this.#client.send(request, options);
    if (body instanceof AnswerStream) body.cancel();
    if (head.status === 429) this.#pause(head.headers.get("retry-after"));
    if (head.status !== 200) return fault("model_wrong_status", { status: head.status });
    if (body instanceof AnswerStream) return fault("model_too_long", { bytes: maxAnswerBytes });
    return readAnswer(decodeUtf8(body), question.rules.length);
  }

  #pause(retryAfter = ""): void {
    const askedMs = /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1000 : defaultPauseMs;
    this.#pausedUntilMs = this.#clock.now() + Math.min(askedMs, maxPauseMs);
  }

  /** Whatever the words are, the key is not among them. */
  #explain(error: unknown): Fault {
    if (error instanceof RequestFailure) return maskFault(error.fault);
    const { key } = this.#endpoint;
    const words = describeError(error);
    return fault("quoted", { said: maskSecrets(key === "" ? words : words.replaceAll(key, "***")) });
  }
}

/** @throws {TypeError} when the key holds characters that cannot be sent. */
function toFields(host: string, key: string): string {
  const fields = new HeaderList();
  fields.append("Host", host);
  fields.append("Content-Type", "application/json");
  fields.append("Accept", "application/json");
  fields.append("Accept-Encoding", "identity");
  if (key !== "") fields.append("Authorization", `Bearer ${key}`);
  return fields.serialise();
}
