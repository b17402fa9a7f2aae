import { systemClock } from "../../../src/base/clock.ts";
import { encodeUtf8 } from "../../../src/base/bytes.ts";
import { HttpPoster, type HttpPosterOptions } from "../../../src/delivery/push/http_poster.ts";
import type { PostAnswer } from "../../../src/delivery/push/poster.ts";

/** A poster and short ways to use it, with a signal that never aborts when none is given. */
export interface Sender extends Disposable {
  readonly poster: HttpPoster;
  post(update?: string, signal?: AbortSignal): Promise<PostAnswer>;
  check(signal?: AbortSignal): Promise<void>;
}

/** A poster with nothing set but what is given. */
export function createPoster(options: Partial<HttpPosterOptions> & { readonly url: string }): Sender {
  const poster = new HttpPoster({
    botId: 4242,
    secretToken: undefined,
    signingSecrets: undefined,
    headers: {},
    ipAddress: undefined,
    certificate: undefined,
    addresses: "private",
    clock: systemClock,
    ...options,
  });
  const never = new AbortController().signal;
  return {
    poster,
    post: (update = "{}", signal = never) => poster.post({ position: 7, bytes: encodeUtf8(update) }, signal),
    check: (signal = never) => poster.check(signal),
    [Symbol.dispose]: () => poster.close(),
  };
}
