/** What `/.well-known/security.txt` says. */
export interface SecurityTxtOptions {
  /** URI of whoever takes reports: `mailto:`, `https:` or `tel:`. */
  readonly contact: string;
  /** BotMux's public URL without a trailing slash; absent when it is not known. */
  readonly publicUrl?: string | undefined;
}

const dayMs = 86_400_000;
/** How long a copy counts: RFC 9116 recommends less than a year. */
const validMs = 90 * dayMs;

/** Where security.txt stands (RFC 9116, section 3). */
export const securityTxtPath = "/.well-known/security.txt";

/** The text of a security.txt file (RFC 9116) that is read at `nowMs`. */
export function securityTxt({ contact, publicUrl }: SecurityTxtOptions, nowMs: number): string {
  // A whole day, so that two readers on the same day get the same file.
  const expires = new Date(Math.floor((nowMs + validMs) / dayMs) * dayMs).toISOString().replace(".000Z", "Z");
  const lines = [`Contact: ${contact}`, `Expires: ${expires}`, "Preferred-Languages: en, ru"];
  // URIs of the web must be HTTPS ones (section 2.5.2).
  if (publicUrl?.startsWith("https://")) lines.push(`Canonical: ${publicUrl}${securityTxtPath}`);
  return lines.map((line) => `${line}\r\n`).join("");
}
