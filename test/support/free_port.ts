import { createServer } from "node:net";

/** Systems give out ports from here on (IANA: from 49152); Linux is the lowest. */
const minEphemeralPort = 32_768;
const minPort = 20_000;

/**
 * A port of the loopback where nobody listens. A server that is started on it again and again finds it free: no other
 * one, and no connection of a program, is given it by the system meanwhile.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = minPort + Math.floor(Math.random() * (minEphemeralPort - minPort));
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const listens = await new Promise<boolean>((resolve) =>
    server.once("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true))
  );
  if (listens) await new Promise<void>((resolve) => server.close(() => resolve()));
  return listens;
}
