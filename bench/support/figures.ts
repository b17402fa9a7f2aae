/** The middle of `values`; the mean of the two in the middle of an even number of them. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The value below which `share` (0 to 1) of `values` lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** Two sides of a comparison, measured in turn. */
export interface Pair {
  readonly botmux: readonly number[];
  readonly bare: readonly number[];
}

/**
 * Runs both sides in turn, `rounds` times each, so that a machine that slows down slows both. Which one goes first
 * changes from round to round, so that neither always finds what the other left behind.
 */
export async function alternate(
  rounds: number,
  botmux: () => Promise<number>,
  bare: () => Promise<number>,
): Promise<Pair> {
  const pair = { botmux: [] as number[], bare: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    const isBareFirst = round % 2 === 0;
    if (isBareFirst) pair.bare.push(await bare());
    pair.botmux.push(await botmux());
    if (!isBareFirst) pair.bare.push(await bare());
  }
  return pair;
}

/** `BotMux 12,345/s of 20,000/s bare = 62 % (rounds 58 to 65 %)`: of the medians, then the spread of single rounds. */
export function describeRates({ botmux, bare }: Pair): string {
  const [ours, theirs] = [median(botmux), median(bare)];
  const shares = botmux.map((rate, round) => rate / bare[round]!);
  const [low, high] = [quantile(shares, 0), quantile(shares, 1)].map(percent);
  return `BotMux ${format(ours)}/s of ${format(theirs)}/s bare = ${percent(ours / theirs)} %` +
    ` (rounds ${low} to ${high} %)`;
}

function percent(share: number): number {
  return Math.round(share * 100);
}

export function format(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}
