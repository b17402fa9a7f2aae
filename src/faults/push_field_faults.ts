import type { FaultRow } from "./fault_row.ts";

/** What is wrong with a field of a push target. */
export const pushFieldFaults = {
  field_not_a_webhook_url: { message: "must be a URL such as https://backend.example/hook" },
  field_url_repeated: { message: "must differ from the URLs before it" },
  field_secret_token_invalid: { message: "must be 1 to 256 of A-Z, a-z, 0-9, '_' and '-'" },
  field_signing_secrets_invalid: {
    message: "must be one or two secrets, each whsec_ followed by 24 to 64 bytes in base64",
  },
  field_not_an_ip_address: { message: "must be an IPv4 or IPv6 address" },
  field_header_name_invalid: { message: "must have header names of letters, digits and '-'" },
  field_header_reserved: { message: "must be left out: BotMux sets it, or the connection needs it" },
  field_header_repeated: { message: "must be given once, whatever its case" },
  field_header_value_invalid: { message: "must be at most {count} ASCII characters on one line" },
  field_header_beside_password: {
    message: "must be left out, or remove user name and password from the URL",
  },
} as const satisfies Readonly<Record<string, FaultRow>>;
