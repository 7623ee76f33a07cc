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

/** Terms of the one-sided law that are looked at where there are more. */
const TERMS = 4_096;

/**
 * P(D_n+ >= d) of the one-sided statistic (N. V. Smirnov, 1944; Birnbaum and Tingey, Ann. Math. Stat. 22, 1951):
 * d Σ C(n, j) (d + j/n)^(j-1) (1 - d - j/n)^(n-j) over j up to n (1 - d), all terms positive. Of many terms every so
 * manieth is enough: where n d² is at least 2, as in the upper tail, they are a smooth bump in j that is flat at both ends,
 * whose sum the trapezoidal rule has to the last digits.
 */
function oneSidedSurvival(n: number, d: number): number {
  const stride = Math.max(1, Math.floor(n / TERMS));
  const last = Math.floor(n * (1 - d));
  const errorOfAll = stirlingError(n);
  let sum = 0;
  for (let j = stride; j <= last; j += stride) {
    const share = j / n;
    if (share + d >= 1) break;
    const odds = j * Math.log1p(d / share) + (n - j) * Math.log1p(-d / (1 - share));
    const exponent = odds + errorOfAll - stirlingError(j) - stirlingError(n - j);
    sum += Math.exp(exponent) / (share + d) / Math.sqrt(2 * Math.PI * share * (n - j));
  }
  return d * stride * sum + (1 - d) ** n;
}

/** ln k! less Stirling's formula (C. Loader, Fast and Accurate Computation of Binomial Probabilities, 2000). */
function stirlingError(k: number): number {
  if (k < 16) return logGamma(k + 1) - (k + 0.5) * Math.log(k) + k - 0.5 * Math.log(2 * Math.PI);
  const square = k * k;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / k;
}

const clip = (p: number): number => Math.min(1, Math.max(0, p));
