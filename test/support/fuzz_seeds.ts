import process from "node:process";

/**
 * Seeds for made-up input, one a round: `count` of them that are the same in every run. With `FUZZ_SEC` in the
 * environment, as many new ones as fit into that many seconds; a test names the seed that it failed with.
 */
export function* fuzzSeeds(count: number): Generator<number> {
  const seconds = Number(process.env["FUZZ_SEC"] ?? 0);
  const first = seconds > 0 ? Date.now() % 1_000_000_000 : 1;
  const end = Date.now() + seconds * 1000;
  for (let index = 0; seconds > 0 ? Date.now() < end : index < count; index++) yield first + index;
}

/** Milliseconds that a test may take that asks for {@linkcode fuzzSeeds}. */
export const fuzzTimeoutMs = 180_000 + Number(process.env["FUZZ_SEC"] ?? 0) * 1000;
