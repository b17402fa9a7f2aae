import { type Fault, fault, type TerminalFaultCode } from "../faults/fault.ts";
import { OperationalError } from "./errors.ts";

/** One sentence for each reason why a server cannot listen, from what `Bun.serve` or `Deno.serve` threw. */
export function toListenError(error: unknown, hostname: string, port: number): OperationalError {
  const address = `${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
  return new OperationalError(explain(error, address), { cause: error });
}

function explain(error: unknown, address: string): Fault<TerminalFaultCode> {
  const { name, code, message } = error instanceof Error
    ? error as Error & { readonly code?: unknown } // Node's and both runtimes' system errors carry a code.
    : { name: "", code: "", message: String(error) };
  if (name === "AddrInUse" || code === "EADDRINUSE") {
    return fault("listen_port_taken", { address });
  }
  if (name === "PermissionDenied" || name === "NotCapable" || code === "EACCES" || code === "EPERM") {
    return fault("listen_not_permitted", { address });
  }
  // EINVAL is what Bun now and then says of a name that nobody knows, and its node:net gives no code at all.
  if (
    name === "AddrNotAvailable" || code === "EADDRNOTAVAIL" || code === "EINVAL" ||
    code === "ENOTFOUND" || code === "EAI_AGAIN" || /lookup address|^Failed to listen at /.test(message)
  ) {
    return fault("listen_address_unknown", { address });
  }
  if (name === "InvalidData" || /PEM|certificate|private key|SSL|TLS/i.test(`${String(code)} ${message}`)) {
    return fault("listen_certificate_invalid", { address });
  }
  return fault("listen_failed", { address, said: message || "unknown reason" });
}
