/** What `BigInt` does not offer: numerals in any base, and powers modulo a number. */
import bigInt from "big-integer";

/** The natural number that `digits` (0-9, then letters of either case) stand for in a base from 2 to 36. */
export function parseDigits(digits: string, base: number): bigint {
  switch (base) {
    case 2:
      return BigInt(`0b${digits}`);
    case 8:
      return BigInt(`0o${digits}`);
    case 10:
      return BigInt(digits);
    case 16:
      return BigInt(`0x${digits}`);
    default:
      return BigInt(bigInt(digits.toLowerCase(), base).toString());
  }
}

/** `x` to the power of `y` modulo `m`, for numbers that are not negative and m > 0. */
export function powerModulo(x: bigint, y: bigint, m: bigint): bigint {
  // modulo once more: the package takes any number to the power of 0 for 1, even modulo 1
  return BigInt(bigInt(x).modPow(bigInt(y), bigInt(m)).toString()) % m;
}
