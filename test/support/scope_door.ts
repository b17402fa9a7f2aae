import type { AccessScope } from "../../src/registry/entities/access_token.ts";
import { accessToken, type DoorOptions, realToken, type ServedDoor, serveDoor } from "./bot_api_door.ts";
import { rawAnswer, startRawUpstream } from "./raw_upstream.ts";

/** What became of a call. */
export interface ScopedAnswer {
  readonly status: number;
  /** How many requests upstream got for it. */
  readonly forwarded: number;
  readonly body: { readonly ok: boolean; readonly description?: string; readonly result?: unknown };
}

/** A door whose access token has another scope for each call. */
export interface ScopeDoor extends AsyncDisposable {
  readonly door: ServedDoor;
  /** Everything that upstream got. */
  readonly requests: readonly string[];
  call(scope: AccessScope, call: string, init?: RequestInit): Promise<ScopedAnswer>;
}

/** Serves a door before an upstream that answers `true` to everything. */
export async function openScopeDoor(options: Omit<DoorOptions, "scope" | "lookup"> = {}): Promise<ScopeDoor> {
  await using resources = new AsyncDisposableStack();
  const upstream = resources.use(await startRawUpstream(() => rawAnswer('{"ok":true,"result":true}')));
  let scope: AccessScope = {};
  const door = resources.use(
    await serveDoor(upstream.url, {
      ...options,
      lookup: {
        find: (token) => ({
          botId: 4242,
          realToken,
          presentedToken: token,
          consumerId: 1,
          accessTokenId: 1,
          scope,
        }),
        register: () => Promise.resolve(undefined),
      },
    }),
  );
  const opened = resources.move();
  return {
    door,
    requests: upstream.requests,
    async call(wanted, call, init = {}) {
      scope = wanted;
      const before = upstream.requests.length;
      const response = await fetch(`${door.url}/bot${accessToken}/${call}`, { method: "POST", ...init });
      const body = await response.json();
      return { status: response.status, forwarded: upstream.requests.length - before, body };
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
