import Type, { type Static } from "typebox";
import Value from "typebox/value";
import { OperationalError } from "../base/errors.ts";
import { fault } from "../faults/fault.ts";
import type { CliHost } from "./host.ts";
import { readText } from "./read_answer.ts";
import type { ServerAddress } from "./server_address.ts";

const Reason = Type.Object({
  code: Type.String(),
  level: Type.String(),
  message: Type.String(),
  since: Type.String(),
});
/** Why something is not healthy, as `/readyz` says. */
export type ReadyReason = Static<typeof Reason>;
const Level = Type.Enum(["healthy", "degraded", "down"]);

/** What `/readyz` answers. */
const Ready = Type.Object({
  status: Type.String(),
  health: Level,
  reasons: Type.Array(Reason),
  bots: Type.Array(
    Type.Object({
      id: Type.Integer(),
      username: Type.String(),
      state: Type.String(),
      health: Level,
      reasons: Type.Array(Reason),
    }),
  ),
});
/** What `/readyz` answers. */
export type ReadyAnswer = Static<typeof Ready>;

/** The text of `/readyz`. @throws {Error} when there is no answer. */
export async function askReady(
  host: Pick<CliHost, "request">,
  { url, checksCertificate }: ServerAddress,
  signal: AbortSignal,
): Promise<string> {
  const { body } = await host.request(`${url}/readyz`, { checksCertificate, signal });
  return await readText(body);
}

/** @throws {OperationalError} when something else than a BotMux of this version answered. */
export function parseReady(text: string, url: string): ReadyAnswer {
  try {
    return Value.Parse(Ready, JSON.parse(text));
  } catch {
    throw new OperationalError(fault("server_not_botmux", { url }));
  }
}
