/** Bytes of `tchar`: names of fields, methods, tokens (RFC 9110 5.6.2). */
export const isTokenByte = tableOf((byte) => /[!#$%&'*+\-.^_`|~0-9A-Za-z]/.test(String.fromCharCode(byte)));

/** Bytes of a field's value and of a reason phrase: HTAB, SP, VCHAR and obs-text (RFC 9110 5.5). */
export const isValueByte = tableOf((byte) => byte === 0x09 || (byte >= 0x20 && byte !== 0x7f));

/**
 * Bytes of a request target: VCHAR, "#" included, and bytes above 0x7F, which programs send that do not escape their
 * queries (RFC 9112 3.2 would escape both; Telegram takes them, so they pass as they are).
 */
export const isTargetByte = tableOf((byte) => byte > 0x20 && byte !== 0x7f);

/** Values of hexadecimal digits; 255 for bytes that are none. */
export const hexDigitValue = Uint8Array.from({ length: 256 }, (_, byte) => {
  const text = String.fromCharCode(byte);
  return /[0-9a-fA-F]/.test(text) ? parseInt(text, 16) : 255;
});

function tableOf(holds: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => holds(byte) ? 1 : 0);
}
