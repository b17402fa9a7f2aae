import { platform } from "./this_platform.ts";

/** A Bot API server whose answers are given, byte for byte. */
export interface GivenUpstream extends AsyncDisposable {
  /** Scheme, host and port. */
  readonly url: string;
}

/** Serves `updates`, whose ids count from 1, to the bot `botId`; every other call is answered with `result`. */
export async function serveGivenUpdates(
  botId: number,
  updates: readonly string[],
  result = "true",
): Promise<GivenUpstream> {
  const known: Readonly<Record<string, string>> = {
    getMe: `{"id":${botId},"is_bot":true,"first_name":"B","username":"b_bot"}`,
    getWebhookInfo: '{"url":"","pending_update_count":0}',
    deleteWebhook: "true",
  };
  const server = await platform.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      const method = new URL(request.url).pathname.split("/").at(-1) ?? "";
      const text = await request.text();
      if (method !== "getUpdates") return answer(known[method] ?? result);
      const { offset = 0 } = JSON.parse(text) as { offset?: number };
      const left = updates.filter((_, index) => index + 1 >= offset).slice(0, 100);
      // As long as an upstream with nothing to tell keeps others waiting, in short.
      if (left.length === 0) await new Promise((resolve) => setTimeout(resolve, 200));
      return answer(`[${left.join(",")}]`);
    },
    // Connections that BotMux cuts when it stops.
    onError() {},
  });
  return { url: server.url, [Symbol.asyncDispose]: () => server.close(0) };
}

function answer(result: string): Response {
  return new Response(`{"ok":true,"result":${result}}`, { headers: { "content-type": "application/json" } });
}
