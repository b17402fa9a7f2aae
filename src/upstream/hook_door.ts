import { createHash, timingSafeEqual } from "node:crypto";
import { HeaderList } from "../base/header_list.ts";
import type { HttpRequest, HttpResponse, HttpService } from "../base/http_message.ts";
import { randomUrlSafe } from "../base/secrets.ts";
import type { ReceivedUpdate } from "../journal/received.ts";
import { TelegramError } from "../telegram/envelope.ts";
import { readMessageBody } from "../telegram/request_body.ts";
import { readUpdate } from "./batch.ts";

/** Takes one update; rejects when it could not be kept, after saying why where that belongs. */
type Receive = (update: ReceivedUpdate) => Promise<void>;

/** A place where upstream may deliver, until it is closed. */
export interface Hook {
  /** Path below the public URL; secret. */
  readonly path: string;
  /** What upstream sends along in `X-Telegram-Bot-Api-Secret-Token`. */
  readonly secretToken: string;
  /** Nothing is taken any more; resolves when what was being kept is kept, or could not be. */
  close(): Promise<void>;
}

/** What the door keeps of an open hook. */
interface OpenHook {
  readonly secretHash: Uint8Array;
  readonly receive: Receive;
  readonly underWay: Set<Promise<number>>;
  isClosed: boolean;
}

/** Characters of a secret: 258 random bits. */
const secretLength = 43;
const hookPath = new RegExp(`/hook/([A-Za-z0-9_-]{${secretLength}})$`);
const anyHookPath = /\/hook\/[^/]*$/;
/** Upstream's own limit of an update is 512 KiB. */
const maxBodyBytes = 1024 * 1024;

/** Whether a webhook's URL has the shape of one that a BotMux has set for itself. */
export function isHookUrl(url: string): boolean {
  return hookPath.test(url);
}

/**
 * The door through which upstream delivers to BotMux. A hook is found by the hash of its path, so that the time a look
 * takes tells nothing of it, and its secret token is compared in constant time.
 */
export class HookDoor implements HttpService {
  /** By the SHA-256 of the secret in the path. */
  readonly #hooks = new Map<string, OpenHook>();

  /** Opens a hook with new secrets. */
  open(receive: Receive): Hook {
    const secret = randomUrlSafe(secretLength);
    const secretToken = randomUrlSafe(secretLength);
    const hash = sha256(secret).toString("hex");
    const hook: OpenHook = {
      secretHash: sha256(secretToken),
      receive,
      underWay: new Set(),
      isClosed: false,
    };
    this.#hooks.set(hash, hook);
    return {
      path: `/hook/${secret}`,
      secretToken,
      close: async () => {
        hook.isClosed = true;
        this.#hooks.delete(hash);
        await Promise.all(hook.underWay);
      },
    };
  }

  /**
   * What answers a delivery: 200 once the update is kept, 404 for a wrong path, method or secret alike, 400 for what is no
   * update, 413 when it is too long, 503 when it cannot be kept; never with a body. The public URL may have a path of
   * its own before `/hook/`.
   */
  find(path: string): ((request: HttpRequest) => Promise<HttpResponse>) | undefined {
    return anyHookPath.test(path) ? (request) => this.#answer(request, path) : undefined;
  }

  async #answer(request: HttpRequest, path: string): Promise<HttpResponse> {
    const hook = this.#hookOf(request, path);
    const status = hook === undefined ? 404 : await take(request, hook);
    return { status, headers: new HeaderList(), body: null };
  }

  #hookOf(request: HttpRequest, path: string): OpenHook | undefined {
    const hook = this.#hooks.get(sha256(hookPath.exec(path)?.[1] ?? "").toString("hex"));
    const given = sha256(request.headers.get("x-telegram-bot-api-secret-token") ?? "");
    const isTrue = hook !== undefined && timingSafeEqual(given, hook.secretHash);
    return isTrue && request.method === "POST" ? hook : undefined;
  }
}

async function take(request: HttpRequest, hook: OpenHook): Promise<number> {
  let update: ReceivedUpdate | undefined;
  try {
    const body = await readMessageBody(request, maxBodyBytes);
    update = body && readUpdate(body.bytes);
  } catch (error) {
    // What it says of a body is a refusal; anything else is the connection, and nobody reads the answer.
    return error instanceof TelegramError ? error.code : 400;
  }
  if (update === undefined) return 400;
  // It was closed while the body arrived.
  if (hook.isClosed) return 404;
  const kept = hook.receive(update).then(() => 200, () => 503);
  hook.underWay.add(kept);
  const status = await kept;
  hook.underWay.delete(kept);
  return status;
}

function sha256(text: string) {
  return createHash("sha256").update(text).digest();
}
