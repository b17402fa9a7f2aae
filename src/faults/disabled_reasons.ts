import type { FaultRow } from "./fault_row.ts";

/** Why BotMux has disabled a consumer. The registry keeps the code, or what an operator wrote. */
export const disabledReasons = {
  disabled_by_api: { message: "Disabled through the management API" },
  disabled_by_file: { message: "Disabled in the settings file" },
  disabled_by_command: { message: "Disabled on the command line" },
  disabled_by_revocation: { message: "The access token that set its webhook was revoked" },
  disabled_by_expiry: { message: "The access token that set its webhook has expired" },
  disabled_by_gone: {
    message: "Its URL answered 410 Gone for 23 hours; set it again, or enable the consumer, when it is back",
  },
} as const satisfies Readonly<Record<string, FaultRow>>;
