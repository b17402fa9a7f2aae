import { connect, isIP, type Socket } from "node:net";
import { checkServerIdentity, connect as connectTls, type PeerCertificate } from "node:tls";
import type { Clock } from "../clock.ts";
import { describeError } from "../errors.ts";
import { ExchangeFailure } from "./exchange_failure.ts";

/** Whom to connect to. */
export interface DialTarget {
  /** An IP address: no name is looked up here. */
  readonly address: string;
  readonly port: number;
  /** For https. */
  readonly tls: TlsTarget | undefined;
}

/** Whom the certificate must name, and who must have signed it. */
export interface TlsTarget {
  /** Name or IP address in the URL, without brackets, whatever address is connected to. */
  readonly host: string;
  /** PEM texts of the only trusted roots; `undefined` for the runtime's. */
  readonly roots: readonly string[] | undefined;
}

/** A host that swallows connections must leave time for its other addresses. */
const connectMs = 15_000;

/**
 * A connection, for https after the handshake. Errors destroy it, also before the caller listens.
 *
 * @throws {ExchangeFailure} when there is none after 15 s; the reason of `signal` when that aborts.
 */
export function dial(target: DialTarget, clock: Clock, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const socket = target.tls === undefined ? connectPlain(target) : connectSecure(target, target.tls);
    let isTcpOpen = false;
    const settle = () => {
      cancelTimer();
      signal.removeEventListener("abort", onAbort);
      socket.removeListener("connect", onConnect).removeListener("secureConnect", succeed)
        .removeListener("close", onClose);
    };
    const fail = (error: unknown) => {
      settle();
      socket.destroy();
      reject(error);
    };
    const succeed = () => {
      settle();
      resolve(socket);
    };
    const onConnect = () => {
      isTcpOpen = true;
      if (target.tls === undefined) succeed();
    };
    // Stays attached: an error that comes before the caller listens, or after a failure, must not be uncaught.
    const onError = (error: Error) => fail(isTcpOpen ? handshakeFailure(error) : connectFailure(error));
    const onClose = () => fail(connectFailure());
    const onAbort = () => fail(signal.reason);
    const cancelTimer = clock.schedule(onClose, connectMs);
    signal.addEventListener("abort", onAbort, { once: true });
    socket.on("connect", onConnect).on("secureConnect", succeed).on("error", onError).on("close", onClose);
    socket.setNoDelay(true);
  });
}

function connectPlain({ address, port }: DialTarget): Socket {
  return connect({ host: address, port });
}

function connectSecure({ address, port }: DialTarget, { host, roots }: TlsTarget): Socket {
  return connectTls({
    host: address,
    port,
    rejectUnauthorized: true,
    minVersion: "TLSv1.2",
    checkServerIdentity: (_, certificate) => checkIdentity(host, certificate, roots !== undefined),
    // Server names are for names (RFC 6066 3), and there without the root's dot.
    ...(isIP(host) === 0 ? { servername: host.replace(/\.$/, "") } : {}),
    ...(roots === undefined ? {} : { ca: [...roots] }),
  });
}

/** An address may stand in the common name, too, when the owner chose the root. */
function checkIdentity(host: string, certificate: PeerCertificate, isOwnRoot: boolean): Error | undefined {
  const isNamed = isOwnRoot && isIP(host) !== 0 && !certificate.subjectaltname &&
    certificate.subject.CN === host;
  return isNamed ? undefined : checkServerIdentity(host, certificate);
}

function connectFailure(error?: Error): ExchangeFailure {
  const isRefused = error !== undefined && "code" in error && error.code === "ECONNREFUSED";
  return isRefused
    ? new ExchangeFailure("refused", "Connection refused", error)
    : new ExchangeFailure("connect", "Cannot connect", error);
}

function handshakeFailure(error: Error): ExchangeFailure {
  // The other side hung up: there are no words of the handshake to tell.
  if ("code" in error && (error.code === "ECONNRESET" || error.code === "EPIPE")) {
    return connectFailure(error);
  }
  return new ExchangeFailure("tls", describeError(error), error);
}
