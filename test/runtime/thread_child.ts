import process from "node:process";
import { OperationalError } from "../../src/base/errors.ts";
import { fault } from "../../src/faults/fault.ts";
import { StorageError } from "../../src/base/storage_error.ts";
import { serveThread } from "../../src/runtime/serve_thread.ts";

let failures = 0;
const refusal = new OperationalError(fault("backup_stopped"));

serveThread((data, tell) => {
  const { greeting = "", failsToOpen = 0 } = data as { greeting?: string; failsToOpen?: number };
  if (failures++ < failsToOpen) return Promise.reject(new OperationalError(fault("streams_closing")));
  return Promise.resolve({
    functions: {
      greet: (name: string) => Promise.resolve(`${greeting} ${name}`),
      reverse: ({ bytes }: { readonly bytes: ArrayBuffer }) =>
        Promise.resolve({ bytes: new Uint8Array(bytes).reverse().slice().buffer }),
      tell(event: unknown) {
        tell(event);
        return Promise.resolve();
      },
      size: (bytes: Uint8Array) => Promise.resolve(bytes.length),
      refuse: (name: string) =>
        Promise.reject(name === "RangeError" ? new RangeError("Cannot do that: no") : refusal),
      damage: () =>
        Promise.reject(new StorageError({ path: "/data/archive.db", kind: "damaged", detail: "malformed" })),
      nest: (depth: number) => Promise.resolve(JSON.parse("[".repeat(depth) + "]".repeat(depth))),
      wait: () => new Promise<never>(() => {}),
      hang(): Promise<never> {
        for (;;);
      },
      die: () => process.exit(3),
    },
    close() {},
  });
});
