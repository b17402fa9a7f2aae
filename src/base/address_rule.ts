/**
 * Which IP addresses may be connected to: `public` only those of the internet, `private` also this machine and private
 * networks but neither link-local addresses nor those where clouds keep their credentials, `any` all.
 */
export type AddressRule = (typeof addressRules)[number];

/** All rules, the strictest first. */
export const addressRules = ["public", "private", "any"] as const;
