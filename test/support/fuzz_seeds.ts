import process from "node:process";

const seconds = Number(process.env["FUZZ_SEC"] ?? 0);
const first = Number(process.env["FUZZ_SEED"] ?? 1);

/**
 * Seeds for made-up input, one a round: `count` of them that are the same in every run. With `FUZZ_SEC` in the
 * environment, as many as fit into that many seconds; with `FUZZ_SEED`, from that one on. A test names the seed that it
 * failed with.
 */
export function* fuzzSeeds(count: number): Generator<number> {
  const end = Date.now() + seconds * 1000;
  for (let index = 0; seconds > 0 ? Date.now() < end : index < count; index++) yield first + index;
}

/** Milliseconds that a test may take that asks for {@linkcode fuzzSeeds}. */
export const fuzzTimeoutMs = 180_000 + seconds * 1000;
