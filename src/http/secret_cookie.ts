/** A cookie's names over HTTPS and over plain HTTP. `__Host-` keeps other hosts and plain HTTP from setting it. */
interface SecretCookieNames {
  readonly secure: string;
  readonly plain: string;
}

/** The secret in a `Cookie` header; `undefined` when there is none. */
export function readSecretCookie(
  header: string | null,
  { secure, plain }: SecretCookieNames,
  isSecure: boolean,
): string | undefined {
  const start = `${isSecure ? secure : plain}=`;
  return header?.split(";").map((part) => part.trim()).find((part) => part.startsWith(start))?.slice(
    start.length,
  );
}

/** A `Set-Cookie` header that keeps a secret where no script can read it; an empty one takes it away. */
export function toSecretCookie(
  secret: string,
  { secure, plain }: SecretCookieNames,
  { isSecure, maxAgeMs }: { readonly isSecure: boolean; readonly maxAgeMs: number },
): string {
  const maxAgeSec = secret === "" ? 0 : maxAgeMs / 1000;
  const attributes = `Path=/; Max-Age=${maxAgeSec}; HttpOnly; SameSite=Lax${isSecure ? "; Secure" : ""}`;
  return `${isSecure ? secure : plain}=${secret}; ${attributes}`;
}
