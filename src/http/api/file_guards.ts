/**
 * Headers of every answer that is a file. It is data from anybody: whatever it is, no browser runs it, and no other site
 * shows it. Every answer of the API says `nosniff` already.
 */
export const fileGuards = {
  "content-security-policy": "sandbox",
  "cross-origin-resource-policy": "same-origin",
} as const;
