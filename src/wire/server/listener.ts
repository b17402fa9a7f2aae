import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import { hasSpareFiles } from "../../base/spare_files.ts";

/** Options for {@linkcode Listener}. */
export interface ListenerOptions {
  readonly hostname: string;
  /** 0 takes any free port. */
  readonly port: number;
  /**
   * Makes a server that does not listen yet; it has to call `onAccept` for each connection before anything else, and say
   * whether there are too many.
   */
  readonly create: (onAccept: (isFull: boolean) => void) => Server;
  readonly onError: (error: unknown) => void;
}

/** How often it looks for spare file handles, in milliseconds. */
const lookMs = 1000;
/** Spare file handles with which it listens anew: its own, and one for a connection. */
const filesToListen = 2;
/** With fewer spare ones when there are too many connections, one of those may have found none. */
const filesInFlood = 16;

/**
 * Listens on an address; anew after the process was out of file handles. Deno's server fails to accept a connection then,
 * tells nobody, and accepts none from there on.
 */
export class Listener {
  readonly port: number;
  readonly #options: ListenerOptions;
  readonly #timer: ReturnType<typeof setInterval>;
  /** Resolve when the connections of servers that were replaced have ended. */
  readonly #ending = new Set<Promise<void>>();
  #server: Server;
  #mayBeDeaf = false;
  #renewal: Promise<void> | undefined;

  private constructor(options: ListenerOptions, server: Server, port: number) {
    this.#options = options;
    this.port = port;
    this.#server = server;
    this.#timer = setInterval(() => this.#look(), lookMs);
  }

  /** @throws what the server does when the address cannot be listened on. */
  static async open(options: ListenerOptions): Promise<Listener> {
    let listener: Listener | undefined;
    const server = await listenOn({
      ...options,
      create: () => options.create((isFull) => listener?.noteAccepted(isFull)),
    });
    // It listens on TCP, so its address is no path.
    return listener = new Listener(options, server, (server.address() as AddressInfo).port);
  }

  /** Notes that a connection was accepted. With the last file handle, those that came along with it were not. */
  noteAccepted(isFull = false): void {
    if (!this.#mayBeDeaf && !hasSpareFiles(isFull ? filesInFlood : 1)) this.#mayBeDeaf = true;
  }

  /** Takes no more connections; resolves when those that were taken have ended. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#renewal;
    this.#end(this.#server);
    await Promise.all(this.#ending);
  }

  #look(): void {
    if (!hasSpareFiles(1)) this.#mayBeDeaf = true;
    else if (this.#mayBeDeaf && this.#renewal === undefined && hasSpareFiles(filesToListen)) {
      this.#renewal = this.#renew().catch(this.#options.onError).finally(() => this.#renewal = undefined);
    }
  }

  /** Where it fails, it is tried again at the next look. */
  async #renew(): Promise<void> {
    const { create } = this.#options;
    if (this.#server.listening) this.#end(this.#server);
    this.#server = await listenOn({
      ...this.#options,
      port: this.port,
      create: () => create((isFull) => this.noteAccepted(isFull)),
    });
    this.#mayBeDeaf = false;
  }

  #end(server: Server): void {
    const ended = new Promise<void>((resolve) => server.close(() => resolve()));
    this.#ending.add(ended);
    void ended.then(() => this.#ending.delete(ended));
  }
}

async function listenOn(
  { hostname, port, create, onError }: Omit<ListenerOptions, "create"> & { readonly create: () => Server },
): Promise<Server> {
  const server = create();
  server.listen(port, hostname);
  await once(server, "listening");
  // A connection could not be accepted; the next one may.
  server.on("error", onError);
  return server;
}
