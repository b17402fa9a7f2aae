import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { listenOnLoopback } from "./loopback.ts";

/** A POST that a backend received. */
export interface ReceivedPost {
  readonly updateId: number;
  readonly body: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Names as they were spelled, in their order. */
  readonly headerNames: readonly string[];
}

/** What a backend does with a POST: a status, more than that, no answer for ever, or a cut connection. */
export type BackendAnswer = number | "hang" | "cut" | {
  readonly status: number;
  readonly reason?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

/** A real HTTP server that stands for a program with a webhook. */
export interface Backend extends AsyncDisposable {
  readonly url: string;
  readonly posts: ReceivedPost[];
  /** Ids of the updates received, in their order. */
  readonly ids: number[];
  /** POSTs that were not answered yet. */
  readonly open: number;
  /** Those of them that will not be answered by themselves. */
  readonly hanging: number;
  /** Connections made so far. */
  readonly connections: number;
  /** Decides on each POST; 200 unless it is replaced. */
  answer: (post: ReceivedPost) => BackendAnswer | Promise<BackendAnswer>;
  /** Answers everything that hangs. */
  answerHeld(status: number): void;
}

/** Starts a backend on a free port of the loopback. */
export async function startBackend(): Promise<Backend> {
  const hanging = new Set<ServerResponse>();
  let connections = 0;
  let open = 0;
  const server = await listenOnLoopback((request, response) => {
    open++;
    response.on("close", () => open--);
    // A client that hangs up is no error of the backend's.
    request.on("error", () => {});
    respond(request, response).catch((error) => {
      if (!request.destroyed) throw error;
    });
  });
  server.server.on("connection", () => connections++);

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const post = await readPost(request);
    backend.posts.push(post);
    backend.ids.push(post.updateId);
    const answer = await backend.answer(post);
    if (answer === "hang") return void hanging.add(response);
    if (answer === "cut") return void request.socket.destroy();
    const { status, reason, headers, body } = typeof answer === "number" ? { status: answer } : answer;
    if (reason === undefined) response.writeHead(status, headers);
    else response.writeHead(status, reason, headers);
    response.end(body);
  }

  const backend: Backend = {
    url: server.url,
    posts: [],
    ids: [],
    answer: () => 200,
    get open() {
      return open;
    },
    get hanging() {
      return [...hanging].filter(({ closed, destroyed }) => !closed && !destroyed).length;
    },
    get connections() {
      return connections;
    },
    answerHeld(status) {
      for (const response of hanging) response.writeHead(status).end();
      hanging.clear();
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
  return backend;
}

async function readPost(request: IncomingMessage): Promise<ReceivedPost> {
  const body = await text(request);
  const { update_id: updateId } = JSON.parse(body) as { update_id: number };
  const headerNames = request.rawHeaders.filter((_, index) => index % 2 === 0);
  return { updateId, body, path: request.url ?? "", headers: request.headers, headerNames };
}
