import { usageError } from "../base/errors.ts";

/**
 * A password must take more guesses than ten to the power of this, tried in the order in which somebody with lists of
 * leaked passwords, words, names, dates and keyboard walks would try. At sign-in the throttle allows a few a minute.
 */
const minGuessesLog10 = 8;
/** Characters that are judged: 64 take a few milliseconds, 256 would take hundreds. */
const judgedLength = 64;
/** Words that make no password harder to guess: what this is, and what it is for. */
const contextWords = ["botmux", "telegram", "bot"];

/** Tells how many guesses a password takes. */
type Estimate = (password: string, words: readonly string[]) => number;

let estimate: Promise<Estimate> | undefined;

/**
 * Refuses a new password that is easy to guess: common, leaked, or made of patterns and of words that belong to BotMux
 * or to its owner (OWASP ASVS 5.0, 6.2.4, 6.2.11 and 6.2.12). Takes some milliseconds, and
 * the first time some tens of them.
 *
 * @param name what the operator signs in with
 * @throws {UsageError} when it is too easy to guess.
 */
export async function refuseGuessable(password: string, name: string): Promise<void> {
  estimate ??= loadEstimate();
  const words = [...contextWords, ...name.split(/[._@+-]/), name].filter((word) => word !== "");
  if ((await estimate)(password.slice(0, judgedLength), words) < minGuessesLog10) {
    throw usageError("password_guessable");
  }
}

/** Loads the lists when a password is set for the first time: few processes ever need them. */
async function loadEstimate(): Promise<Estimate> {
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
  ]);
  const zxcvbn = new ZxcvbnFactory({ graphs: adjacencyGraphs, dictionary });
  return (password, words) => zxcvbn.check(password, [...words]).guessesLog10;
}
