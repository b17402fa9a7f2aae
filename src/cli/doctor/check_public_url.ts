import { fault } from "../../faults/fault.ts";
import type { Examined } from "./examined.ts";
import { type Finding, ok, problem } from "./finding.ts";

/** Whether there is a public URL where a bot needs one. */
export function checkPublicUrl({ bots, settings: { publicUrl } }: Examined): Finding[] {
  if (publicUrl !== undefined) return [ok(fault("public_url_given", { url: publicUrl }))];
  const hooked = bots.filter(({ ingress }) => ingress === "webhook");
  if (hooked.length === 0) return [ok(fault("public_url_not_needed"))];
  return hooked.map(({ id }) => problem(fault("public_url_missing", { bot: id })));
}
