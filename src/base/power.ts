/**
 * `x ^ y` (§3.4.1). The hosts' own `**` is off by a unit in the last place in about one case in a hundred, and not in the
 * same cases everywhere. Here the logarithm and the exponential are computed in double-double arithmetic (a value is the
 * unevaluated sum of two doubles, about 100 bits), so that the result is the double nearest to the true value but for
 * cases within a few thousandths of a unit of half way; exact results come out exact.
 */

/** Tables the computation starts from. */
interface PowerTables {
  /** About 256/i, with at most 13 bits, at index i (181 to 363). */
  readonly inverse: Float64Array;
  /** -log(inverse), upper part: a multiple of 2^-40. */
  readonly logHigh: Float64Array;
  readonly logLow: Float64Array;
  /** 2^(j/128) for j in 0-127. */
  readonly rootHigh: Float64Array;
  readonly rootLow: Float64Array;
}

// log(2) in two parts: k * LN2_HIGH is exact for |k| < 2^12.
const LN2_HIGH = 762123384785 / 2 ** 40;
const LN2_LOW = 7.371002565167799e-13;
// log(2)/128 in two parts: k * STEP_HIGH is exact for |k| < 2^18.
const STEP_HIGH = 23816355774 / 2 ** 42;
const STEP_LOW = 1.2655086083325438e-13;
const STEPS_PER_UNIT = 184.6649652337873; // 128 / log(2)

/** Fraction bits of the fixed-point numbers the tables are computed with. */
const FIXED_BITS = 160n;

/** log(p / q) in fixed point, for p / q near 1: twice the area tangent of (p - q) / (p + q). */
function fixedLog(p: bigint, q: bigint): bigint {
  const t = ((p - q) << FIXED_BITS) / (p + q);
  const square = (t * t) >> FIXED_BITS;
  let sum = 0n;
  let power = t;
  for (let n = 1n; power !== 0n && power !== -1n; n += 2n) {
    sum += power / n;
    power = (power * square) >> FIXED_BITS;
  }
  return 2n * sum;
}

/** The integer part of the square root of `n`, by Newton's iteration from above. */
function integerRoot(n: bigint): bigint {
  let root = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** Stores the fixed-point number `value` as high + low at index `i`, the high part a multiple of 2^-bits. */
function storeParts(high: Float64Array, low: Float64Array, i: number, value: bigint, bits: bigint): void {
  const upper = value >> (FIXED_BITS - bits);
  high[i] = Number(upper) / 2 ** Number(bits);
  // The rest is below 2^-bits: keep its 64 leading fraction bits after those.
  const rest = (value - (upper << (FIXED_BITS - bits))) >> (FIXED_BITS - bits - 64n);
  low[i] = Number(rest) / 2 ** 64 / 2 ** Number(bits);
}

/** Constants, filled in at first use: the work takes some milliseconds, which most programs need not spend. */
const tables: PowerTables = {
  inverse: new Float64Array(364),
  logHigh: new Float64Array(364),
  logLow: new Float64Array(364),
  rootHigh: new Float64Array(128),
  rootLow: new Float64Array(128),
};

/** Fills in {@link tables} unless that has been done. */
function prepareTables(): void {
  const { inverse, logHigh, logLow, rootHigh, rootLow } = tables;
  if (rootHigh[0] === 1) return;
  for (let i = 181; i < 364; i++) {
    const n = Math.round((256 / i) * 4096);
    inverse[i] = n / 4096;
    storeParts(logHigh, logLow, i, fixedLog(4096n, BigInt(n)), 40n);
  }
  const one = 1n << FIXED_BITS;
  let step = 2n * one;
  for (let i = 0; i < 7; i++) step = integerRoot(step << FIXED_BITS);
  for (let j = 0, value = one; j < 128; j++, value = (value * step) >> FIXED_BITS) {
    storeParts(rootHigh, rootLow, j, value, 52n);
  }
}

const view: DataView<ArrayBuffer> = new DataView(new ArrayBuffer(8));

/** 2^n for -1022 <= n <= 1023. */
function powerOfTwo(n: number): number {
  view.setInt32(0, (n + 1023) << 20);
  view.setInt32(4, 0);
  return view.getFloat64(0);
}

/** The upper half of the digits of `a`; `a` minus it is the lower half, and products of halves are exact. */
function upperHalf(a: number): number {
  const c = 134217729 * a;
  return c - (c - a);
}

/** (high + low) * 2^e, rounded once, for 1/2 <= high < 4. */
function scale(high: number, low: number, e: number): number {
  if (e > 1023) return (high + low) * 2 * powerOfTwo(1023) * (e > 1024 ? Infinity : 1);
  if (e >= -1021) return (high + low) * powerOfTwo(e);
  if (e < -1076) return 0;
  // A subnormal result has fewer digits: round at its last bit by adding a number whose last bit has that weight.
  const big = 1.5 * 2 ** (-1022 - e);
  const sum = big + high;
  const rest = high - (sum - big) + low;
  return (sum + rest - big) * powerOfTwo(-1022) * powerOfTwo(e + 1022);
}

/** Second result of {@link logarithm}: the part of the logarithm below its double. Read it at once. */
const lowPart: Float64Array<ArrayBuffer> = new Float64Array(1);

/** log(x) for a positive finite x: returns the double nearest to it and leaves the rest in {@link lowPart}. */
function logarithm(x: number): number {
  prepareTables();
  // x = z * 2^k with z between the square roots of 1/2 and 2.
  let k = 0;
  let scaled = x;
  if (x < 2.2250738585072014e-308) {
    scaled = x * 18014398509481984;
    k = -54;
  }
  view.setFloat64(0, scaled);
  const word = view.getInt32(0);
  k += (word >> 20) - 1023;
  const fraction = word & 0xfffff;
  const above = fraction > 0x6a09e ? 1 : 0;
  k += above;
  view.setInt32(0, fraction | ((1023 - above) << 20));
  const z = view.getFloat64(0);

  // r = z * inverse - 1, exactly, as r + rLow.
  const i = Math.round(z * 256);
  const inverse = tables.inverse[i]!;
  const zUpper = upperHalf(z);
  const rUpper = zUpper * inverse - 1;
  const rLower = (z - zUpper) * inverse;
  const r = rUpper + rLower;
  const rLow = rUpper - r + rLower;

  // log(1 + r) = r - r^2/2 + r^3/3 - ...: the first two terms in double-double.
  const half = upperHalf(r);
  const other = r - half;
  const square = r * r;
  const squareLow = half * half - square + 2 * half * other + other * other;
  const first = r - 0.5 * square;
  const tail = 1 / 3 + r * (-1 / 4 + r * (1 / 5 + r * (-1 / 6 + r * (1 / 7 + r * (-1 / 8 + r / 9)))));
  const firstLow = r - first - 0.5 * square + (rLow - 0.5 * squareLow - r * rLow + square * r * tail);

  const base = k * LN2_HIGH + tables.logHigh[i]!;
  const sum = base + first;
  const rest = base - sum + first + (firstLow + (k * LN2_LOW + tables.logLow[i]!));
  const log = sum + rest;
  lowPart[0] = sum - log + rest;
  return log;
}

/** x^y for a positive finite x other than 1 and 2^-66 < |y| < 2^64. */
function positivePower(x: number, y: number): number {
  const log = logarithm(x);
  const product = y * log;
  if (product > 710) return Infinity;
  if (product < -746) return 0;
  const yUpper = upperHalf(y);
  const yLower = y - yUpper;
  const lUpper = upperHalf(log);
  const lLower = log - lUpper;
  const productLow = yUpper * lUpper - product + yUpper * lLower + yLower * lUpper + yLower * lLower + y * lowPart[0]!;
  return exponential(product, productLow);
}

/** e^(x + low) for |x| < 750. */
function exponential(x: number, low: number): number {
  prepareTables();
  const n = Math.round(x * STEPS_PER_UNIT);
  const main = x - n * STEP_HIGH;
  const correction = n * STEP_LOW;
  const r = main - correction;
  const rLow = main - r - correction + low;
  const root = tables.rootHigh[n & 127]!;
  // root * (1 + r + r^2/2 + ...): the product with r in double-double, the small terms in double.
  const rootUpper = upperHalf(root);
  const rootLower = root - rootUpper;
  const rUpper = upperHalf(r);
  const rLower = r - rUpper;
  const product = root * r;
  const productLow = rootUpper * rUpper - product + rootUpper * rLower + rootLower * rUpper + rootLower * rLower;
  const small = rLow * (1 + r) + r * r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r / 720))));
  const high = root + product;
  const rest = root - high + product + (productLow + (tables.rootLow[n & 127]! * (1 + r) + root * small));
  return scale(high, rest, n >> 7);
}

/** True for an odd integer. */
function isOdd(y: number): boolean {
  return y % 2 === 1 || y % 2 === -1;
}

/** `x` raised to `y` as C's `pow` defines it; every special case of IEEE 754 included. */
export function power(x: number, y: number): number {
  if (y === 2) return x * x;
  if (x === 1 || y === 0) return 1; // even for a NaN
  if (x === -1 && (y === Infinity || y === -Infinity)) return 1;
  if (x === 0 || y === 1 || !Number.isFinite(x) || !Number.isFinite(y)) return x ** y;
  let magnitude = Math.abs(x);
  if (x < 0 && !Number.isInteger(y)) return NaN;
  if (magnitude === 1) return isOdd(y) ? x : 1;
  if (y > 0 && y <= 64 && Number.isInteger(x) && Number.isInteger(y)) {
    // Small powers of integers are exact in doubles.
    let exact = x;
    for (let n = y; n > 1 && exact < 9007199254740992 && exact > -9007199254740992; n--) {
      exact *= x;
      if (n === 2 && exact <= 9007199254740992 && exact >= -9007199254740992) return exact;
    }
  }
  if (y === 0.5) return Math.sqrt(x);
  const size = Math.abs(y);
  if (size >= 2 ** 64) magnitude = magnitude > 1 === y > 0 ? Infinity : 0;
  else if (size <= 2 ** -66) magnitude = 1;
  else magnitude = positivePower(magnitude, y);
  return x < 0 && isOdd(y) ? -magnitude : magnitude;
}

/** The natural logarithm of `x`, rounded as closely as {@link power} (§6.7). */
export function naturalLogarithm(x: number): number {
  return x > 0 && x < Infinity ? logarithm(x) : Math.log(x);
}

/** The part of 1 / log(2) below the double `Math.LOG2E`. */
const LOG2E_LOW = 2.0355273740931033e-17;

/** The logarithm of `x` to base 2, rounded as closely as {@link power}: exact for powers of two (§6.7). */
export function binaryLogarithm(x: number): number {
  if (!(x > 0 && x < Infinity)) return Math.log(x);
  const log = logarithm(x);
  const low = lowPart[0]!;
  const fUpper = upperHalf(Math.LOG2E);
  const fLower = Math.LOG2E - fUpper;
  const lUpper = upperHalf(log);
  const lLower = log - lUpper;
  const product = Math.LOG2E * log;
  const rest = fUpper * lUpper - product + fUpper * lLower + fLower * lUpper + fLower * lLower;
  return product + (rest + Math.LOG2E * low + LOG2E_LOW * log);
}

/** e^x, rounded as closely as {@link power} (§6.7). */
export function naturalExponential(x: number): number {
  const ordinary = x > 0 ? x > 2 ** -54 && x < 710 : x < -(2 ** -54) && x > -746;
  return ordinary ? exponential(x, 0) : Math.exp(x);
}
