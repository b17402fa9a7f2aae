import { OperationalError } from "./errors.ts";

/** One sentence for each reason why a server cannot listen, from what `Bun.serve` or `Deno.serve` threw. */
export function toListenError(error: unknown, hostname: string, port: number): OperationalError {
  const address = `${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
  return new OperationalError(`Cannot listen on ${address}: ${explain(error)}`, { cause: error });
}

function explain(error: unknown): string {
  const { name, code, message } = error instanceof Error
    ? error as Error & { readonly code?: unknown } // Node's and both runtimes' system errors carry a code.
    : { name: "", code: "", message: String(error) };
  if (name === "AddrInUse" || code === "EADDRINUSE") {
    return "another program uses this port; stop it or listen on another port";
  }
  if (name === "PermissionDenied" || name === "NotCapable" || code === "EACCES" || code === "EPERM") {
    return "no permission; ports below 1024 need special rights, take a higher one";
  }
  // EINVAL is what Bun now and then says of a name that nobody knows.
  if (
    name === "AddrNotAvailable" || code === "EADDRNOTAVAIL" || code === "EINVAL" ||
    /lookup address/.test(message)
  ) {
    return "this machine has no such address; use one of its own, 127.0.0.1 or 0.0.0.0";
  }
  if (name === "InvalidData" || /PEM|certificate|private key|SSL|TLS/i.test(`${String(code)} ${message}`)) {
    return "the certificate or its key cannot be used; both must be PEM and belong together";
  }
  return message || "unknown reason";
}
