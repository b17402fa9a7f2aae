import type { JsonRecord } from "./json_value.ts";

/** A member of a JSON object that has got another name. */
interface RenamedKey {
  readonly from: string;
  readonly to: string;
  /** Whether `true` means now what `false` meant. */
  readonly isInverted?: true;
}

/** An API endpoint of 0.1 that another one replaced. */
export interface RenamedEndpoint {
  readonly method: "POST";
  /** Below `/api/v1`, with parameters in braces. */
  readonly path: `/${string}`;
  /** OpenAPI's `operationId` of the one that answers now, and the body it is given. */
  readonly endpoint: string;
  readonly body: JsonRecord;
  /** What to call instead. */
  readonly to: string;
}

const disabled: RenamedKey = { from: "enabled", to: "disabled", isInverted: true };

/** Names of 0.1 that still work in this version, each with a warning that says what replaced it. */
export const renamed = {
  /** Commands of the command line. */
  commands: new Map([["consumer off", "consumer disable"], ["consumer on", "consumer enable"]]),
  /** Flags, by the command that takes them. */
  flags: new Map([["consumer disable", new Map([["why", "reason"]])]]),
  /** Keys of a consumer in `botmux.json`. */
  consumerKeys: [disabled],
  /** Members of API requests, by `operationId`. */
  fields: new Map<string, readonly RenamedKey[]>([
    ["addConsumer", [disabled]],
    ["createInviteLink", [{ from: "most_members", to: "max_members" }]],
  ]),
  endpoints: [
    {
      method: "POST",
      path: "/bots/{bot}/consumers/{name}/pause",
      endpoint: "changeConsumer",
      body: { disabled: true },
      to: 'PATCH /bots/{bot}/consumers/{name} with {"disabled": true}',
    },
    {
      method: "POST",
      path: "/bots/{bot}/consumers/{name}/resume",
      endpoint: "changeConsumer",
      body: { disabled: false },
      to: 'PATCH /bots/{bot}/consumers/{name} with {"disabled": false}',
    },
    {
      method: "POST",
      path: "/bots/{bot}/departure",
      endpoint: "restoreWebhookAndRemoveBot",
      body: {},
      to: "POST /bots/{bot}/removal",
    },
  ] satisfies readonly RenamedEndpoint[],
} as const;

/** The warning for the use of an old name. */
export function describeRenamed(from: string, to: string): string {
  return `${from} is deprecated and will be removed in the next version; use ${to}`;
}

/** A JSON object under its new names, and the old ones that were found. One that is beside its new name stays. */
export function renameKeys(
  record: JsonRecord,
  keys: readonly RenamedKey[],
): { readonly record: JsonRecord; readonly used: readonly RenamedKey[] } {
  const used = keys.filter(({ from, to }) => Object.hasOwn(record, from) && !Object.hasOwn(record, to));
  if (used.length === 0) return { record, used };
  const entries = Object.entries(record).map(([name, value]): [string, unknown] => {
    const key = used.find(({ from }) => from === name);
    if (key === undefined) return [name, value];
    return [key.to, key.isInverted && typeof value === "boolean" ? !value : value];
  });
  return { record: Object.fromEntries(entries), used };
}
