/**
 * How the end of a body is known (RFC 9112 6.3). `none`: the message has no body, whatever its fields say.
 * `until_close`: the rest of the connection, responses only.
 */
export type BodyFraming =
  | { readonly kind: "none" }
  | { readonly kind: "length"; readonly bytes: number }
  | { readonly kind: "chunked" }
  | { readonly kind: "until_close" };

export const noBody: BodyFraming = { kind: "none" };
export const chunkedBody: BodyFraming = { kind: "chunked" };
export const bodyUntilClose: BodyFraming = { kind: "until_close" };
export const emptyBody: BodyFraming = { kind: "length", bytes: 0 };

/** Framing of a body of `bytes` bytes. */
export function bodyOfLength(bytes: number): BodyFraming {
  return bytes === 0 ? emptyBody : { kind: "length", bytes };
}
