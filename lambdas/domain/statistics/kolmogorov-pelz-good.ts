const PI2 = Math.PI ** 2;
const PI4 = Math.PI ** 4;
const PI6 = Math.PI ** 6;
const SQRT_2PI = Math.sqrt(2 * Math.PI);

/**
 * P(D_n < d) by the expansion K0(z) + K1(z)/√n + K2(z)/n + K3(z)/n^(3/2), z = d √n, of W. Pelz and I. J. Good
 * (J. R. Stat. Soc. B 38, 1976), each K by its Jacobi theta series, which converge fast for small z.
 */
export function pelzGoodDistribution(n: number, d: number): number {
  const z = Math.sqrt(n) * d;
  const z2 = z * z;
  const z4 = z2 * z2;
  const z6 = z4 * z2;
  const logQ = -PI2 / 8 / z2;
  if (logQ < -708) return 0;
  const terms = Math.ceil((16 * z) / Math.PI);
  let k0 = 0;
  let k1 = 0;
  let k2 = 0;
  let k3 = 0;
  for (let k = 1; k <= terms; k++) {
    const m2 = (2 * k - 1) ** 2;
    const q = Math.exp(logQ * m2);
    k0 += q;
    k1 += q * (-z2 + (PI2 / 4) * m2);
    k2 += q * (6 * z6 + 2 * z4 + (PI2 / 4) * (2 * z4 - 5 * z2) * m2 + (PI4 / 16) * (1 - 2 * z2) * m2 ** 2);
    k3 +=
      q *
      (-30 * z6 -
        90 * z4 * z4 +
        (PI2 / 4) * (135 * z4 - 96 * z6) * m2 +
        (PI4 / 16) * (-60 * z2 + 212 * z4) * m2 ** 2 +
        (PI6 / 64) * (5 - 30 * z2) * m2 ** 3);
  }
  let second = 0;
  let third = 0;
  for (let k = 1; k <= terms; k++) {
    const square = k * k;
    const q = Math.exp(4 * logQ * square);
    second += square * q;
    third += (3 * z2 - PI2 * square) * square * q;
  }
  const root = Math.sqrt(n);
  return (
    SQRT_2PI *
    (k0 / z +
      k1 / (6 * z4) / root +
      (k2 / (72 * z6 * z) - (PI2 * second) / (36 * z2 * z)) / n +
      (k3 / (6480 * z6 * z4) + (PI2 * third) / (216 * z6)) / (n * root))
  );
}
