import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whom a certificate is for. */
interface CertificateNames {
  readonly commonName?: string;
  /** Value of `subjectAltName`; empty for none. */
  readonly alternatives?: string;
}

/**
 * A certificate that is its own root, made by `openssl` and valid for two days; for 127.0.0.1 and localhost when no
 * names are given.
 */
export function createCertificate(
  { commonName = "localhost", alternatives = "IP:127.0.0.1,DNS:localhost" }: CertificateNames = {},
): { readonly cert: string; readonly key: string } {
  const folder = mkdtempSync(join(tmpdir(), "botmux-certificate-"));
  try {
    const certFile = join(folder, "cert.pem");
    const keyFile = join(folder, "key.pem");
    const request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2";
    const names = alternatives === "" ? [] : ["-addext", `subjectAltName=${alternatives}`];
    execFileSync(
      "openssl",
      [...request.split(" "), "-subj", `/CN=${commonName}`, ...names, "-keyout", keyFile, "-out", certFile],
      { stdio: ["ignore", "ignore", "pipe"] },
    );
    return { cert: readFileSync(certFile, "utf8"), key: readFileSync(keyFile, "utf8") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
