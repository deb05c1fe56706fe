/** Two-sided exact McNemar test (McNemar 1947; binomial with p = 1/2 on the discordant pairs). */
export function mcNemar(fixed: number, broke: number): number {
  const discordant = fixed + broke;
  let logTerm = -discordant * Math.LN2;
  let tail = Math.exp(logTerm);
  for (let i = 1; i <= Math.min(fixed, broke); i++) {
    logTerm += Math.log((discordant - i + 1) / i);
    tail += Math.exp(logTerm);
  }
  return Math.min(1, 2 * tail);
}
