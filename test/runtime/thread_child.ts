import process from "node:process";
import { OperationalError } from "../../src/base/errors.ts";
import { serveThread } from "../../src/runtime/thread.ts";

serveThread((data) => {
  const { greeting = "" } = data as { greeting?: string };
  return Promise.resolve({
    functions: {
      greet: (name: string) => Promise.resolve(`${greeting} ${name}`),
      size: (bytes: Uint8Array) => Promise.resolve(bytes.length),
      refuse: (name: string) =>
        Promise.reject(new (name === "RangeError" ? RangeError : OperationalError)("Cannot do that: no")),
      die: () => process.exit(3),
    },
    close() {},
  });
});
