import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import { type ConnectionFault, fault } from "../../faults/fault.ts";
import { proxyFailure, RequestFailure } from "./request_failure.ts";

/** What a proxy is asked for. */
export interface Tunnel {
  /** `host:port` to be led to; IPv6 addresses in brackets. */
  readonly authority: string;
  /** Value of `Proxy-Authorization`; `undefined` for none. */
  readonly credentials: string | undefined;
}

/** More than this before the end of the proxy's head is no HTTP answer. */
const maxHeadBytes = 16 * 1024;

/**
 * Has the HTTP proxy at the other end of `socket` lead on to another server (RFC 9110 9.3.6). Destroys the connection
 * when it does not.
 *
 * @throws {RequestFailure} when the proxy refuses or breaks off; the reason of `limit` when that aborts.
 */
export function openTunnel(socket: Socket, tunnel: Tunnel, limit: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let head = "";
    const settle = () => {
      limit.removeEventListener("abort", onAbort);
      socket.removeListener("data", onData).removeListener("close", onClose).removeListener("error", onError);
    };
    const fail = (error: unknown) => {
      settle();
      socket.destroy();
      reject(error);
    };
    const onData = (bytes: Uint8Array) => {
      head += Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
      const outcome = judgeAnswer(head);
      if (outcome === "incomplete") return;
      if (outcome !== "open") return fail(new RequestFailure("proxy", outcome));
      settle();
      resolve();
    };
    const onError = (cause: Error) => fail(proxyFailure(cause));
    const onClose = () => fail(proxyFailure());
    const onAbort = () => fail(limit.reason);
    if (limit.aborted) return onAbort();
    limit.addEventListener("abort", onAbort, { once: true });
    socket.on("data", onData).on("close", onClose).on("error", onError);
    socket.write(toRequest(tunnel), "latin1");
  });
}

function toRequest({ authority, credentials }: Tunnel): string {
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`];
  if (credentials !== undefined) lines.push(`Proxy-Authorization: ${credentials}`);
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** Whether the tunnel is open by what the proxy said so far, or why not. */
function judgeAnswer(head: string): "incomplete" | "open" | ConnectionFault {
  const end = head.indexOf("\r\n\r\n");
  if (end < 0) return head.length > maxHeadBytes ? fault("proxy_not_http") : "incomplete";
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1];
  if (status === undefined) return fault("proxy_not_http");
  if (!status.startsWith("2")) return fault("proxy_refused", { status: Number(status) });
  // The far side speaks only after it was asked.
  return head.length > end + 4 ? fault("proxy_too_early") : "open";
}
