import { type Authenticator, readBearer } from "./api/authenticate.ts";
import { isLoopback } from "./request_place.ts";

/**
 * Whether somebody may see the metrics: this machine, or a script with an API key for all bots.
 *
 * @param peer IP address of who is connected
 */
export async function maySeeMetrics(
  { headers }: Request,
  peer: string,
  authenticator: Pick<Authenticator, "apiKey">,
): Promise<boolean> {
  const bearer = readBearer(headers);
  if (bearer !== undefined) {
    const principal = await authenticator.apiKey(bearer);
    return principal !== undefined && principal.bots === undefined;
  }
  // Whoever comes through a proxy of this machine is somebody else.
  const isForwarded = headers.has("x-forwarded-for") || headers.has("forwarded");
  return !isForwarded && isLoopback(peer);
}
