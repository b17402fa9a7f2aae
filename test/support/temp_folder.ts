import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new folder that is gone, with all it holds, when the scope ends. */
export function createTempFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), "botmux-test-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
