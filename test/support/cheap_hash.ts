import type { ScryptCost } from "../../src/account/password_hash.ts";

/** Passwords of tests protect nothing: their hashes cost next to nothing. */
export const cheapHash: ScryptCost = { n: 16, r: 1, p: 1 };
