/** Milliseconds before the next try after `failures` earlier ones: 0, 2, 4 … 32 s, about a minute, then one to two. */
export function retryDelayMs(failures: number, random: () => number): number {
  const cappedMs = 60_000 + random() * 60_000;
  if (failures === 0) return 0;
  if (failures <= 6) return Math.min(1000 * 2 ** failures, cappedMs);
  return cappedMs;
}
