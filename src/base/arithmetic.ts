import { fromWords, highWord, lowWord, wrapBigInt } from "./integer64.ts";
import { isInteger, LuaFloat, type LuaInteger, type LuaNumber, toDouble, toLuaFloat } from "./luaFloat.ts";
import { power } from "./power.ts";

/** Thrown by an operator that has no result; the machine turns it into a Lua error with position and traceback. */
export class ArithmeticFault {
  /** The message without a position. */
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/**
 * The float result `r` of an operation on `a` and `b` of which one is not a plain number. A NaN operand keeps its sign,
 * the first operand's before the second's, as the reference hardware does.
 */
function floatResult(r: number, a: LuaNumber, b: LuaNumber): number | LuaFloat {
  if (!Number.isNaN(r)) return toLuaFloat(r);
  if (a instanceof LuaFloat) {
    if (Number.isNaN(a.n)) return a;
  } else if (Number.isNaN(a)) return r;
  if (b instanceof LuaFloat && Number.isNaN(b.n)) return b;
  return r;
}

/** a + b modulo 2^64, by words: several times faster than by bigints. */
function addWords(a: LuaInteger, b: LuaInteger): LuaInteger {
  const low = (lowWord(a) >>> 0) + (lowWord(b) >>> 0);
  return fromWords(highWord(a) + highWord(b) + (low >= 4294967296 ? 1 : 0), low);
}

/** a - b modulo 2^64, by words. */
function subWords(a: LuaInteger, b: LuaInteger): LuaInteger {
  const low = (lowWord(a) >>> 0) - (lowWord(b) >>> 0);
  return fromWords(highWord(a) - highWord(b) - (low < 0 ? 1 : 0), low);
}

/** a * b modulo 2^64, by words and half words. */
function mulWords(a: LuaInteger, b: LuaInteger): LuaInteger {
  const aLow = lowWord(a);
  const bLow = lowWord(b);
  const a0 = aLow & 0xffff;
  const a1 = aLow >>> 16;
  const b0 = bLow & 0xffff;
  const b1 = bLow >>> 16;
  const least = a0 * b0;
  const middle = a0 * b1 + a1 * b0 + Math.floor(least / 65536); // < 2^34
  const carry = a1 * b1 + Math.floor(middle / 65536);
  const cross = Math.imul(highWord(a), bLow) + Math.imul(aLow, highWord(b));
  return fromWords((carry + cross) | 0, Math.imul(aLow, bLow));
}

/** Addition (§3.4.1). */
export function add(a: LuaNumber, b: LuaNumber): LuaNumber {
  if (typeof a === "number" && typeof b === "number") {
    const r = a + b;
    if (Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
      return Number.isSafeInteger(r) ? r : addWords(a, b);
    }
    return Number.isSafeInteger(r) ? new LuaFloat(r) : r;
  }
  if (isInteger(a) && isInteger(b)) return addWords(a, b);
  return floatResult(toDouble(a) + toDouble(b), a, b);
}

/** Subtraction (§3.4.1). */
export function sub(a: LuaNumber, b: LuaNumber): LuaNumber {
  if (typeof a === "number" && typeof b === "number") {
    const r = a - b;
    if (Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
      return Number.isSafeInteger(r) ? r : subWords(a, b);
    }
    return Number.isSafeInteger(r) ? new LuaFloat(r) : r;
  }
  if (isInteger(a) && isInteger(b)) return subWords(a, b);
  return floatResult(toDouble(a) - toDouble(b), a, b);
}

/** Multiplication (§3.4.1). */
export function mul(a: LuaNumber, b: LuaNumber): LuaNumber {
  if (typeof a === "number" && typeof b === "number") {
    const r = a * b;
    if (Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
      return Number.isSafeInteger(r) ? r + 0 : mulWords(a, b); // + 0: never -0
    }
    return Number.isSafeInteger(r) ? new LuaFloat(r) : r;
  }
  if (isInteger(a) && isInteger(b)) return mulWords(a, b);
  return floatResult(toDouble(a) * toDouble(b), a, b);
}

/** Float division (§3.4.1); the operands become floats first. */
export function div(a: LuaNumber, b: LuaNumber): LuaNumber {
  if (typeof a === "number" && typeof b === "number") {
    const r = a / b;
    return Number.isSafeInteger(r) ? new LuaFloat(r) : r;
  }
  return floatResult(toDouble(a) / toDouble(b), a, b);
}

/** The remainder of a floor division of doubles. */
function floatMod(a: number, b: number): number {
  const r = a % b; // exact, with the sign of a
  return r > 0 ? (b < 0 ? r + b : r) : r < 0 && b > 0 ? r + b : r;
}

/** Divisors below this divide 16 bits at a time without leaving the safe range. */
const SMALL_DIVISOR = 2 ** 37;

/** The remainder of the floor division of `a` by 0 < b < SMALL_DIVISOR. */
function smallMod(a: bigint, b: number): number {
  const low = lowWord(a);
  let r = highWord(a);
  r -= Math.floor(r / b) * b;
  r = r * 65536 + (low >>> 16);
  r -= Math.floor(r / b) * b;
  r = r * 65536 + (low & 0xffff);
  return r - Math.floor(r / b) * b;
}

function bigIntMod(a: bigint, b: bigint): LuaInteger {
  if (b === 0n) throw new ArithmeticFault("attempt to perform 'n%0'");
  const r = a % b;
  return wrapBigInt(r !== 0n && r < 0n !== b < 0n ? r + b : r);
}

/** Modulo: the remainder of the floor division (§3.4.1). @throws ArithmeticFault for an integer modulo zero */
export function mod(a: LuaNumber, b: LuaNumber): LuaNumber {
  if (typeof a === "number" && typeof b === "number") {
    if (Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
      if (b === 0) throw new ArithmeticFault("attempt to perform 'n%0'");
      const r = a % b;
      return r === 0 ? 0 : r < 0 !== b < 0 ? r + b : r;
    }
    return toLuaFloat(floatMod(a, b));
  }
  if (typeof a === "bigint" && typeof b === "number" && b > 0 && b < SMALL_DIVISOR && Number.isSafeInteger(b)) {
    return smallMod(a, b);
  }
  if (isInteger(a) && isInteger(b)) return bigIntMod(BigInt(a), BigInt(b));
  return floatResult(floatMod(toDouble(a), toDouble(b)), a, b);
}

function bigIntFloorDivision(a: bigint, b: bigint): LuaInteger {
  if (b === 0n) throw new ArithmeticFault("attempt to divide by zero");
  const q = a / b;
  return wrapBigInt(a < 0n !== b < 0n && q * b !== a ? q - 1n : q);
}

/** Floor division (§3.4.1). @throws ArithmeticFault for an integer division by zero */
export function idiv(a: LuaNumber, b: LuaNumber): LuaNumber {
  if (typeof a === "number" && typeof b === "number") {
    if (Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
      if (b === 0) throw new ArithmeticFault("attempt to divide by zero");
      // Rounding the quotient never crosses an integer while both operands are below 2^53.
      return Math.floor(a / b) + 0;
    }
    return toLuaFloat(Math.floor(a / b));
  }
  if (isInteger(a) && isInteger(b)) return bigIntFloorDivision(BigInt(a), BigInt(b));
  return floatResult(Math.floor(toDouble(a) / toDouble(b)), a, b);
}

/** Exponentiation (§3.4.1); the operands become floats first. */
export function pow(a: LuaNumber, b: LuaNumber): LuaNumber {
  // The reference's C library squares the NaN and, for an odd exponent, gives the square the operand's sign reversed.
  if (typeof a === "number" && Number.isNaN(a) && Math.abs(toDouble(b) % 2) === 1) return new LuaFloat(a);
  return floatResult(power(toDouble(a), toDouble(b)), a, b);
}

/** Unary minus (§3.4.1). */
export function unm(a: LuaNumber): LuaNumber {
  if (typeof a === "number") {
    if (a === 0) return 0;
    return Number.isNaN(a) ? new LuaFloat(a) : -a;
  }
  if (typeof a === "bigint") return wrapBigInt(-a);
  return Number.isNaN(a.n) ? a.n : new LuaFloat(-a.n);
}

/** Bitwise and (§3.4.2). */
export function band(a: LuaInteger, b: LuaInteger): LuaInteger {
  if (typeof a === "number" && typeof b === "number" && (a | 0) === a && (b | 0) === b) return a & b;
  // A mask of up to 32 bits, the most common kind: only low words matter.
  if (b >= 0 && b <= 0xffffffff) return (lowWord(a) & lowWord(b)) >>> 0;
  return fromWords(highWord(a) & highWord(b), lowWord(a) & lowWord(b));
}

/** Bitwise or (§3.4.2). */
export function bor(a: LuaInteger, b: LuaInteger): LuaInteger {
  if (typeof a === "number" && typeof b === "number" && (a | 0) === a && (b | 0) === b) return a | b;
  return fromWords(highWord(a) | highWord(b), lowWord(a) | lowWord(b));
}

/** Bitwise exclusive or (§3.4.2). */
export function bxor(a: LuaInteger, b: LuaInteger): LuaInteger {
  if (typeof a === "number" && typeof b === "number" && (a | 0) === a && (b | 0) === b) return a ^ b;
  return fromWords(highWord(a) ^ highWord(b), lowWord(a) ^ lowWord(b));
}

/** Bitwise not (§3.4.2). */
export function bnot(a: LuaInteger): LuaInteger {
  return typeof a === "number" && a !== 9007199254740991 ? -1 - a : wrapBigInt(~BigInt(a));
}

/** Powers of two by exponent, 0-63. */
const POWERS: readonly number[] = Array.from({ length: 64 }, (_, n) => 2 ** n);

/** `a` moved left by 0 <= n < 64 bits. */
function shiftLeft(a: LuaInteger, n: number): LuaInteger {
  if (typeof a === "number") {
    const r = a * POWERS[n]!;
    if (Number.isSafeInteger(r)) return r; // nothing left the 64 bits, and the product is exact
  }
  const low = lowWord(a);
  if (n >= 32) return fromWords(low << (n - 32), 0);
  // A shift by 32 is a shift by 0 in JavaScript, hence the two steps.
  return fromWords((highWord(a) << n) | ((low >>> 1) >>> (31 - n)), low << n);
}

/** `a` moved right by 0 <= n < 64 bits, zeros moving in. */
function shiftRight(a: LuaInteger, n: number): LuaInteger {
  if (n === 0) return a;
  if (typeof a === "number" && a >= 0) return Math.floor(a / POWERS[n]!);
  const high = highWord(a);
  if (n >= 32) return high >>> (n - 32);
  return fromWords(high >>> n, (lowWord(a) >>> n) | (high << (32 - n)));
}

/** Left shift (§3.4.2): zeros move in; a count below 0 shifts right, one of 64 or more gives 0. */
export function shl(a: LuaInteger, b: LuaInteger): LuaInteger {
  if (b <= -64 || b >= 64) return 0;
  const n = Number(b);
  return n >= 0 ? shiftLeft(a, n) : shiftRight(a, -n);
}

/** Logical right shift (§3.4.2): zeros move in; a count below 0 shifts left, one of 64 or more gives 0. */
export function shr(a: LuaInteger, b: LuaInteger): LuaInteger {
  if (b <= -64 || b >= 64) return 0;
  const n = Number(b);
  return n >= 0 ? shiftRight(a, n) : shiftLeft(a, -n);
}
