import { connect, isIP, type Socket } from "node:net";
import { checkServerIdentity, connect as connectTls, type PeerCertificate } from "node:tls";
import type { Clock } from "../../base/clock.ts";
import { faultOf } from "../../base/errors.ts";
import { fault } from "../../faults/fault.ts";
import { proxyFailure, RequestFailure } from "./request_failure.ts";
import { openTunnel, type Tunnel } from "./tunnel.ts";

/** Whom to connect to. */
interface DialTarget {
  /** An IP address: no name is looked up here. */
  readonly address: string;
  readonly port: number;
  /** Given when a proxy is at `address`: where it is to lead to, unless it is told with each request. */
  readonly proxy?: { readonly tunnel: Tunnel | undefined } | undefined;
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
 * A connection, behind the proxy's tunnel where there is one, and for https after the handshake. Errors destroy it, also
 * before the caller listens.
 *
 * @throws {RequestFailure} when there is none after 15 s; the reason of `signal` when that aborts.
 */
export async function dial(target: DialTarget, clock: Clock, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted();
  const limit = new AbortController();
  const onAbort = () => limit.abort(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  const cancelTimer = clock.schedule(() => limit.abort(toTimeout(target)), connectMs);
  try {
    return await connectWithin(target, limit.signal);
  } finally {
    cancelTimer();
    signal.removeEventListener("abort", onAbort);
  }
}

async function connectWithin({ address, port, proxy, tls }: DialTarget, limit: AbortSignal): Promise<Socket> {
  if (tls !== undefined && proxy === undefined) return await shakeHands(tls, { host: address, port }, limit);
  const socket = connect({ host: address, port });
  await opened(socket, "connect", limit, proxy === undefined ? connectFailure : proxyConnectFailure);
  if (proxy?.tunnel === undefined) return socket;
  await openTunnel(socket, proxy.tunnel, limit);
  return tls === undefined ? socket : await shakeHands(tls, { socket }, limit);
}

/** TLS over a connection that stands, or over a new one. */
async function shakeHands(
  { host, roots }: TlsTarget,
  peer: { readonly host: string; readonly port: number } | { readonly socket: Socket },
  limit: AbortSignal,
): Promise<Socket> {
  let isTcpOpen = "socket" in peer;
  const secure = connectTls({
    ...peer,
    rejectUnauthorized: true,
    minVersion: "TLSv1.2",
    checkServerIdentity: (_, certificate) => checkIdentity(host, certificate, roots !== undefined),
    // Server names are for names (RFC 6066 3), and there without the root's dot.
    ...(isIP(host) === 0 ? { servername: host.replace(/\.$/, "") } : {}),
    ...(roots === undefined ? {} : { ca: [...roots] }),
  });
  secure.once("connect", () => isTcpOpen = true);
  await opened(
    secure,
    "secureConnect",
    limit,
    (error) => isTcpOpen ? handshakeFailure(error) : connectFailure(error),
  );
  return secure;
}

/** Waits until `socket` emits `event`; destroys it when something else happens. */
function opened(
  socket: Socket,
  event: "connect" | "secureConnect",
  limit: AbortSignal,
  toFailure: (error?: Error) => RequestFailure,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      limit.removeEventListener("abort", onAbort);
      socket.removeListener(event, onOpen).removeListener("close", onClose);
    };
    const fail = (error: unknown) => {
      settle();
      socket.destroy();
      reject(error);
    };
    const onOpen = () => {
      settle();
      resolve();
    };
    const onClose = () => fail(toFailure());
    const onAbort = () => fail(limit.reason);
    if (limit.aborted) return onAbort();
    limit.addEventListener("abort", onAbort, { once: true });
    // That for errors stays attached: one that comes before the caller listens, or after a failure, must not be uncaught.
    socket.on(event, onOpen).on("close", onClose).on("error", (error) => fail(toFailure(error)));
    socket.setNoDelay(true);
  });
}

/** An address may stand in the common name, too, when the owner chose the root. */
function checkIdentity(host: string, certificate: PeerCertificate, isOwnRoot: boolean): Error | undefined {
  const isNamed = isOwnRoot && isIP(host) !== 0 && !certificate.subjectaltname &&
    certificate.subject.CN === host;
  return isNamed ? undefined : checkServerIdentity(host, certificate);
}

function toTimeout({ proxy }: DialTarget): RequestFailure {
  return proxy === undefined
    ? new RequestFailure("connect", fault("connection_timeout"))
    : new RequestFailure("proxy", fault("proxy_silent"));
}

function connectFailure(cause?: Error): RequestFailure {
  const isRefused = cause !== undefined && "code" in cause && cause.code === "ECONNREFUSED";
  return isRefused
    ? new RequestFailure("connection_refused", fault("connection_refused"), { cause })
    : new RequestFailure("connect", fault("connection_failed"), { cause });
}

function proxyConnectFailure(cause?: Error): RequestFailure {
  return proxyFailure(cause);
}

function handshakeFailure(cause?: Error): RequestFailure {
  // The other side hung up: there are no words of the handshake to tell.
  if (cause === undefined || ("code" in cause && (cause.code === "ECONNRESET" || cause.code === "EPIPE"))) {
    return connectFailure(cause);
  }
  return new RequestFailure("tls", fault("tls_failed", { cause: faultOf(cause) }), { cause });
}
