import process from "node:process";
import { OperationalError } from "../../src/base/errors.ts";
import { StorageError } from "../../src/base/storage_error.ts";
import { serveThread } from "../../src/runtime/thread.ts";

let failures = 0;

serveThread((data) => {
  const { greeting = "", failsToOpen = 0 } = data as { greeting?: string; failsToOpen?: number };
  if (failures++ < failsToOpen) return Promise.reject(new OperationalError("Cannot open: not yet"));
  return Promise.resolve({
    functions: {
      greet: (name: string) => Promise.resolve(`${greeting} ${name}`),
      size: (bytes: Uint8Array) => Promise.resolve(bytes.length),
      refuse: (name: string) =>
        Promise.reject(new (name === "RangeError" ? RangeError : OperationalError)("Cannot do that: no")),
      damage: () =>
        Promise.reject(new StorageError({ path: "/data/archive.db", fault: "damaged", detail: "malformed" })),
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
