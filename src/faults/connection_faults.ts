import type { FaultRow } from "./fault_row.ts";

/**
 * Why a request to another server got no answer, or none that can be used. Those of proxies and
 * certificates stand within others.
 */
export const connectionFaults = {
  address_reserved: { message: "IP address {address} is reserved" },
  name_unknown: { message: "Failed to resolve host: Name or service not known" },
  name_unresolved: { message: "Failed to resolve host: Temporary failure in name resolution" },
  connection_refused: { message: "Connection refused" },
  connection_failed: { message: "Cannot connect" },
  connection_timeout: { message: "Connection timeout expired" },
  connection_closed: { message: "Connection closed" },
  connections_busy: { message: "Too many requests wait for a connection" },
  tls_failed: { message: "SSL error {{cause}}" },
  certificate_unreadable: { message: "Cannot use the certificate: {said}" },
  certificate_missing: { message: "Cannot use the certificate: it holds no PEM certificate" },
  proxy_silent: { message: "it does not answer" },
  proxy_hung_up: { message: "it closed the connection" },
  proxy_refused: { message: "it answered {status}" },
  proxy_not_http: { message: "it does not answer as an HTTP proxy does" },
  proxy_too_early: { message: "it sent more than its answer" },
  response_timeout: { message: "Read timeout expired" },
  response_malformed: { message: "Wrong response" },
  response_cut_off: { message: "Connection closed before the answer was complete" },
  response_too_large: { message: "The answer is too large" },
} as const satisfies Readonly<Record<string, FaultRow>>;
