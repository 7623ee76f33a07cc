/** Powers of two by which intermediate matrices are scaled to stay in range. */
const SCALE = 2 ** 128;

/**
 * P(D_n < d) by Durbin's matrix (J. Durbin, J. Appl. Probab. 5, 1968), raised to the n-th power by squaring as in
 * G. Marsaglia, W. W. Tsang and J. Wang (J. Stat. Softw. 8(18), 2003). Memory and time grow with (n d)² and (n d)³.
 */
export function durbinDistribution(n: number, d: number): number {
  const k = Math.ceil(n * d);
  const size = 2 * k - 1;
  let base = durbinMatrix(size, k - n * d);
  let power: Float64Array | undefined;
  let exponent = 0;
  let baseExponent = 0;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) {
      power = power === undefined ? base : multiply(power, base, size);
      exponent += baseExponent;
    }
    base = multiply(base, base, size);
    baseExponent *= 2;
    if (Math.abs(base[(k - 1) * size + k - 1] as number) > SCALE) {
      base = base.map((value) => value / SCALE);
      baseExponent += 128;
    }
  }
  let p = power?.[(k - 1) * size + k - 1] as number;
  for (let i = 1; i <= n; i++) {
    p *= i / n;
    if (Math.abs(p) < 1 / SCALE) {
      p *= SCALE;
      exponent -= 128;
    }
  }
  return p * 2 ** exponent;
}

function durbinMatrix(size: number, h: number): Float64Array {
  const matrix = new Float64Array(size * size);
  const inverseFactorial = new Float64Array(size + 1);
  inverseFactorial[0] = 1;
  for (let i = 1; i <= size; i++) inverseFactorial[i] = (inverseFactorial[i - 1] as number) / i;
  for (let row = 0; row < size; row++) {
    for (let column = 1; column <= Math.min(row + 1, size - 1); column++) {
      matrix[row * size + column] = inverseFactorial[row - column + 1] as number;
    }
  }
  for (let i = 0; i < size; i++) {
    const corner = i === size - 1 ? Math.max(2 * h - 1, 0) ** size - h ** size : 0;
    const value = (1 - h ** (i + 1) + corner) * (inverseFactorial[i + 1] as number);
    matrix[i * size] = value;
    matrix[(size - 1) * size + size - 1 - i] = value;
  }
  return matrix;
}

function multiply(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let inner = 0; inner < size; inner++) {
      const factor = a[row * size + inner] as number;
      if (factor === 0) continue;
      for (let column = 0; column < size; column++) {
        product[row * size + column] =
          (product[row * size + column] as number) + factor * (b[inner * size + column] as number);
      }
    }
  }
  return product;
}
