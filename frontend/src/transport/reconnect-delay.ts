const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/** Milliseconds to wait before a new attempt: doubled each time, and spread so that pages do not return all at once. */
export function reconnectDelay(failures: number, random: () => number = Math.random): number {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** failures);
  return longest / 2 + (longest / 2) * random();
}
