import { assertEquals } from "@std/assert";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { actionTexts } from "../../src/console/audit/action_texts.ts";
import { tools } from "../../src/mcp/tools.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly operationId?: string }>>>
  >;
}

/** Operations that change something. */
function changingOperations(): string[] {
  const document: Document = JSON.parse(readFileSync(join(root, "test/snapshots/openapi.json"), "utf8"));
  return Object.values(document.paths).flatMap((path) =>
    Object.entries(path).filter(([method]) => method !== "get").flatMap(([, { operationId }]) =>
      operationId ?? []
    )
  );
}

/** What the command line notes. */
function commandActions(): string[] {
  const folder = join(root, "src/cli");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts")
  );
  return files.flatMap((name) => {
    const text = readFileSync(join(folder, name), "utf8");
    return [...text.matchAll(/action: "(\w+)", target:/g)].map(([, action]) => action!);
  });
}

/** Those that only read, and that of the demo. */
const others = ["exportArchivedChat", "exportAudit", "actInSandbox"];

describe("The audit page", () => {
  test("has texts for every logged action, and for no other", () => {
    const toolActions = tools.map(({ action }) => action);
    const logged = new Set([...changingOperations(), ...commandActions(), ...toolActions, ...others]);
    const worded = Object.keys(actionTexts).map((key) => key.replace("audit.do.", ""));
    assertEquals(worded.toSorted(), [...logged].toSorted());
  });
});
