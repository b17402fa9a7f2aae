import { usageError } from "../base/errors.ts";
import { choiceKind } from "../base/value_kind.ts";
import { accessScope, accessToken } from "../registry/entities/access_token.ts";
import { givenFieldsOf } from "../registry/entities/entity.ts";
import type { Command, CommandInput } from "./command.ts";
import { patchFlags, readEntityFlags } from "./entity_flags.ts";
import { describeLimits } from "./filter_flags.ts";
import { listOf, valueOf } from "./flag_values.ts";
import { registrySettings, withRegistry } from "./registry_command.ts";
import { parseTokenEnd } from "./token_end.ts";
import { readTokenId } from "./token_id.ts";

/** What can be taken away: the name of its flag, and whether it is a limit. */
const removable = new Map<string, string>([
  ...givenFieldsOf(accessScope).map(([name, { flag }]) => [flag, name] as const),
  [accessToken.expiresAtMs.flag, "expiresAtMs"],
]);

/** `botmux token set` */
export const tokenSet: Command = {
  words: "token set",
  summary: "Change what an access token may do; the token itself stays the same",
  positionals: ["ID"],
  flags: [
    ...patchFlags(accessToken),
    ...patchFlags(accessScope, { methods: ", such as send*,getFile" }),
    {
      name: "without",
      placeholder: "NAME,NAME",
      isList: true,
      description: `Remove these limits: ${[...removable.keys()].join(", ")}`,
    },
  ],
  settings: registrySettings,
  run: setToken,
};

async function setToken(input: CommandInput): Promise<number> {
  const { host, flags, positionals: [text = ""] } = input;
  const id = readTokenId(text);
  const choice = choiceKind([...removable.keys()]);
  const removed = listOf(flags, "without", (name) => choice.parse(name, "")) ?? [];
  const both = removed.find((flag) => flags.has(flag));
  if (both !== undefined) throw usageError("flags_exclude", { flag: both, other: "without" });
  const given = readEntityFlags(accessToken, input, {
    expiresAtMs: (flag) => valueOf(flags, flag, (end) => parseTokenEnd(end, host.clock.now())),
  });
  const limits = readEntityFlags(accessScope, input);
  const absent = Object.fromEntries(removed.map((flag) => [removable.get(flag), undefined]));
  const { expiresAtMs: _end, ...absentLimits } = absent;
  const patch = {
    ...given,
    ...("expiresAtMs" in absent ? { expiresAtMs: undefined } : {}),
    scope: { ...limits, ...absentLimits },
  };
  return await withRegistry(input, async (registry) => {
    const { scope } = await registry.updateAccessToken(id, patch);
    host.stdout(`Access token ${id} is limited to: ${describeLimits(accessScope, scope)}`);
  });
}
