import { incompleteBeta } from './incomplete-beta.js';

/** P(T > t) of Student's law with `dof` degrees of freedom (Abramowitz and Stegun 26.7.1). */
export function studentSurvival(t: number, dof: number): number {
  if (Number.isNaN(t) || Number.isNaN(dof)) return Number.NaN;
  const tail = incompleteBeta(dof / 2, 0.5, dof / (dof + t * t)) / 2;
  return t >= 0 ? tail : 1 - tail;
}

/** The t with P(T > t) = `tail`, for tail in (0, 0.5], by bisection of `studentSurvival`. */
export function studentQuantile(tail: number, dof: number): number {
  let low = 0;
  let high = 1;
  while (studentSurvival(high, dof) > tail) high *= 2;
  for (let i = 0; i < 200 && high - low > high * 1e-15; i++) {
    const middle = (low + high) / 2;
    if (studentSurvival(middle, dof) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
