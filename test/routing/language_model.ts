import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { listenOnLoopback } from "../support/loopback.ts";

/** A question as the endpoint received it. */
export interface ReceivedQuestion {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: {
    readonly model: string;
    readonly messages: readonly { readonly role: string; readonly content: string }[];
    readonly response_format: { readonly type: string; readonly json_schema: { readonly schema: unknown } };
  };
}

/** What the endpoint does: an answer, no answer, the head and half of an answer, or a cut connection. */
export type ModelAnswer = "hang" | "half" | "cut" | {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
};

/** A real HTTP server that stands for an OpenAI-compatible endpoint. */
export interface LanguageModel extends AsyncDisposable {
  readonly url: string;
  readonly questions: ReceivedQuestion[];
  /** Decides on each question; names the first rule unless it is replaced. */
  answer: (question: ReceivedQuestion) => ModelAnswer;
}

/** A completion whose message is `content`. */
export function completion(content: unknown): { readonly body: string } {
  const message = {
    role: "assistant",
    content: typeof content === "string" ? content : JSON.stringify(content),
  };
  return { body: JSON.stringify({ id: "1", choices: [{ index: 0, message }] }) };
}

export async function startLanguageModel(): Promise<LanguageModel> {
  const server = await listenOnLoopback((request, response) => {
    // A client that hangs up is no error of the endpoint's.
    request.on("error", () => {});
    respond(request, response).catch((error) => {
      if (!request.destroyed) throw error;
    });
  });

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse(await text(request)) as ReceivedQuestion["body"]; // Sent by the code under test.
    const question = { path: request.url ?? "", headers: request.headers, body };
    model.questions.push(question);
    const answer = model.answer(question);
    if (answer === "hang") return;
    if (answer === "cut") return void request.socket.destroy();
    if (answer === "half") {
      response.writeHead(200, { "content-type": "application/json" });
      return void response.write('{"choices":');
    }
    response.writeHead(answer.status ?? 200, { "content-type": "application/json", ...answer.headers });
    response.end(answer.body);
  }

  const model: LanguageModel = {
    url: `${server.url}/v1`,
    questions: [],
    answer: () => completion({ rule: "rule_1" }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
  return model;
}
