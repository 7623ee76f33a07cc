import { durbinDistribution } from './kolmogorov-durbin.js';
import { pelzGoodDistribution } from './kolmogorov-pelz-good.js';
import { logGamma } from './log-gamma.js';

/**
 * P(D_n >= d) of the one-sample two-sided Kolmogorov-Smirnov statistic at finite n, with the choice of methods by
 * R. Simard and P. L'Ecuyer (J. Stat. Softw. 39(11), 2011): Ruben and Gambino's closed forms at both ends, twice the
 * one-sided law in the upper tail, Durbin's matrix for small n or d, else Pelz and Good's expansion.
 */
export function kolmogorovFiniteSurvival(n: number, d: number): number {
  if (Number.isNaN(d) || !(n >= 1)) return Number.NaN;
  if (d >= 1) return 0;
  const t = n * d;
  if (t <= 0.5) return 1;
  if (t <= 1) return 1 - Math.exp(logGamma(n + 1) - n * Math.log(n) + n * Math.log(2 * t - 1));
  if (t >= n - 1) return clip(2 * (1 - d) ** n);
  const nd2 = t * d;
  if (d >= 0.5 || nd2 > (n <= 140 ? 4 : 2.2)) return nd2 >= 373 ? 0 : clip(2 * oneSidedSurvival(n, d));
  if (n <= 140 || (n <= 100_000 && n * d ** 1.5 <= 1.4)) return clip(1 - durbinDistribution(n, d));
  return clip(1 - pelzGoodDistribution(n, d));
}

/**
 * P(D_n+ >= d) of the one-sided statistic (N. V. Smirnov, 1944; Birnbaum and Tingey, Ann. Math. Stat. 22, 1951):
 * d Σ C(n, j) (d + j/n)^(j-1) (1 - d - j/n)^(n-j) over j up to n (1 - d), all terms positive.
 */
function oneSidedSurvival(n: number, d: number): number {
  const last = Math.floor(n * (1 - d));
  const logFactorial = logGamma(n + 1);
  let sum = 0;
  for (let j = 0; j <= last; j++) {
    const above = d + j / n;
    const rest = 1 - above;
    if (rest <= 0) continue;
    const choose = logFactorial - logGamma(j + 1) - logGamma(n - j + 1);
    sum += Math.exp(choose + (j - 1) * Math.log(above) + (n - j) * Math.log1p(-above));
  }
  return d * sum;
}

const clip = (p: number): number => Math.min(1, Math.max(0, p));
