/** What a list of things that can be missing calls each of them. */
const missing = {
  access_token: "access token",
  agent: "agent",
  api_key: "API key",
  backup: "backup",
  bot: "bot",
  broadcast: "broadcast",
  chat: "chat",
  consumer: "consumer",
  device: "device",
  message: "message",
  note: "note",
  operator: "operator",
  path: "path",
  photo: "photo",
  rule: "rule",
  session: "session",
  tag: "tag",
  user: "user",
} as const;

/** A thing that can be missing. */
export type Thing = keyof typeof missing;
type MissingRows = {
  readonly [T in Thing as `${T}_not_found`]: { readonly status: 404; readonly message: string };
};

/** What is said of a thing that is not there, or not for the one who asks. */
export const missingFaults = Object.fromEntries(
  Object.entries(missing).map(([thing, words]) => [`${thing}_not_found`, {
    status: 404,
    message: `This ${words} doesn't exist, or you don't have access to it.`,
  }]),
) as MissingRows; // fromEntries() forgets the keys.
