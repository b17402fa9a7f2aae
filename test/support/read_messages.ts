/** Which side of a connection sends the bytes. */
export type MessageKind = "request" | "response";

/** A message as a reader of HTTP/1.1 found it. */
export interface ReadMessage {
  /** `GET /path` or `200 OK`, and the minor version. */
  readonly start: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** One character for each byte. */
  readonly body: string;
  readonly keepAlive: boolean;
}

/**
 * What a reader made of the bytes of one connection. It ended `between` two messages, `within` one that is not whole, at
 * bytes it `refused`, after a message that `closed` the connection though bytes followed, or at an `upgrade`.
 */
export interface ReadMessages {
  readonly messages: readonly ReadMessage[];
  readonly end: "between" | "within" | "refused" | "closed" | "upgrade";
  /** Why bytes were refused. */
  readonly code?: string;
  /** What had come of the body of a message that is not whole. */
  readonly partialBody?: string;
}
