import { LuaFloat, type LuaInteger } from "./luaFloat.ts";

/** A conversion of C's `printf`, without its `%`. */
export interface FormatSpec<Conversion extends string> {
  readonly conversion: Conversion;
  /** Digits after the point (e, f, a), significant digits (g) or least digits (integers); undefined when not given. */
  readonly precision: number | undefined;
  /** Any of `-`, `+`, space, `#`, `0`. */
  readonly flags: string;
  /** Least number of chars of the result; 0 when not given. */
  readonly width: number;
}

/** A conversion of a float. */
export type FloatFormat = FormatSpec<"e" | "E" | "f" | "F" | "g" | "G" | "a" | "A">;
/** A conversion of an integer. */
export type IntegerFormat = FormatSpec<"d" | "i" | "u" | "o" | "x" | "X" | "c">;

/** Decimal digits of a positive double: `digits` is d1 d2 ..., the value is about 0.d1d2... * 10^(exponent + 1). */
interface Digits {
  readonly digits: string;
  /** The decimal exponent of the first digit. */
  readonly exponent: number;
}

/** Mantissa and exponent of a positive finite double: x = mantissa * 2^exponent, mantissa < 2^53. */
function decompose(x: number): { mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const biased = Number(bits >> 52n);
  const fraction = bits & 0xfffffffffffffn;
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | 0x10000000000000n, exponent: biased - 1075 };
}

/** The integer nearest to numerator / denominator, ties to even. */
function divideRounded(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const twice = 2n * (numerator - quotient * denominator);
  return twice > denominator || (twice === denominator && (quotient & 1n) === 1n) ? quotient + 1n : quotient;
}

/** x * 10^power rounded to an integer, ties to even, for a positive finite `x`; computed exactly. */
function scaledInteger(x: number, power: number): bigint {
  const { mantissa, exponent } = decompose(x);
  let numerator = mantissa;
  let denominator = 1n;
  if (power >= 0) numerator *= 10n ** BigInt(power);
  else denominator = 10n ** BigInt(-power);
  if (exponent >= 0) numerator <<= BigInt(exponent);
  else denominator <<= BigInt(-exponent);
  return divideRounded(numerator, denominator);
}

/** The first `count` >= 1 significant decimal digits of a positive finite `x`, ties to even. */
function significantDigits(x: number, count: number): Digits {
  if (count <= 100) {
    // The host rounds exactly but ties away from zero: a tie shows as a 5 in the digit after the last one.
    const longer = x.toExponential(count);
    if (longer.charCodeAt(longer.indexOf("e") - 1) !== 53) {
      const text = x.toExponential(count - 1);
      const at = text.indexOf("e");
      return { digits: text[0]! + text.slice(2, at), exponent: Number(text.slice(at + 1)) };
    }
  }
  return exactDigits(x, count);
}

/** {@link significantDigits} by exact integer arithmetic. */
function exactDigits(x: number, count: number): Digits {
  const shortest = x.toExponential();
  let exponent = Number(shortest.slice(shortest.indexOf("e") + 1));
  let digits = scaledInteger(x, count - 1 - exponent).toString();
  if (digits.length < count || /^10*$/.test(digits)) {
    // The shortest form may have been rounded up to a power of ten.
    const finer = scaledInteger(x, count - exponent).toString();
    if (finer.length <= count) {
      exponent--;
      digits = finer;
    }
  }
  if (digits.length > count) {
    exponent++;
    digits = digits.slice(0, count); // rounding made it a power of ten
  }
  return { digits, exponent };
}

/** A non-negative finite `x` as `%.<precision>f`. */
function fixed(x: number, precision: number, keepPoint: boolean): string {
  let text: string;
  const scaled = x * 2 ** (precision + 1);
  // x lies half way between two results exactly when x * 2^(precision+1) is odd; the host would round those up.
  const tie = Number.isInteger(scaled) && scaled % 2 === 1;
  if (x < 1e21 && !tie) text = x.toFixed(precision);
  else {
    const digits = (x === 0 ? 0n : scaledInteger(x, precision)).toString().padStart(precision + 1, "0");
    const point = digits.length - precision;
    text = precision === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
  }
  return precision === 0 && keepPoint ? `${text}.` : text;
}

/** An exponent part as C prints it: sign and at least two digits. */
function exponentText(exponent: number): string {
  const magnitude = Math.abs(exponent);
  return `e${exponent < 0 ? "-" : "+"}${magnitude < 10 ? "0" : ""}${magnitude}`;
}

/** A non-negative finite `x` as `%.<precision>e`. */
function exponential(x: number, precision: number, keepPoint: boolean): string {
  const { digits, exponent } =
    x === 0 ? { digits: "0".repeat(precision + 1), exponent: 0 } : significantDigits(x, precision + 1);
  const point = precision > 0 || keepPoint ? "." : "";
  return digits[0]! + point + digits.slice(1) + exponentText(exponent);
}

/** `digits` without the zeros at its end. */
function stripZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end--;
  return end === digits.length ? digits : digits.slice(0, end);
}

/** Significant digits laid out as `%g` with `precision` does. */
function layoutGeneral({ digits, exponent }: Digits, precision: number, alternate: boolean): string {
  const shown = alternate ? digits : stripZeros(digits);
  if (exponent < -4 || exponent >= precision) {
    const rest = shown.slice(1);
    return digits[0]! + (rest !== "" || alternate ? "." : "") + rest + exponentText(exponent);
  }
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${shown}`;
  const whole = digits.slice(0, exponent + 1);
  const fraction = shown.slice(exponent + 1);
  return whole + (fraction !== "" || alternate ? "." : "") + fraction;
}

/** A non-negative finite `x` as `%.<precision>g`. */
function general(x: number, precision: number, alternate: boolean): string {
  const count = precision === 0 ? 1 : precision;
  if (x === 0) return alternate ? `0.${"0".repeat(count - 1)}` : "0";
  return layoutGeneral(significantDigits(x, count), count, alternate);
}

/** A non-negative finite `x` as `%a`: hexadecimal digits normalised to a leading 1 (0 for a subnormal). */
function hexadecimal(x: number, precision: number | undefined, keepPoint: boolean): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const biased = Number(bits >> 52n);
  const exponent = x === 0 ? 0 : biased === 0 ? -1022 : biased - 1023;
  let mantissa = (bits & 0xfffffffffffffn) | (biased === 0 ? 0n : 0x10000000000000n);
  let places = 13;
  if (precision !== undefined && precision < 13) {
    mantissa = divideRounded(mantissa, 1n << BigInt(4 * (13 - precision)));
    places = precision;
  }
  const text = mantissa.toString(16).padStart(places + 1, "0");
  const whole = text.slice(0, text.length - places);
  let fraction = text.slice(text.length - places);
  if (precision === undefined) fraction = stripZeros(fraction);
  else fraction = fraction.padEnd(precision, "0");
  const point = fraction !== "" || keepPoint ? "." : "";
  return `0x${whole}${point}${fraction}p${exponent < 0 ? "-" : "+"}${Math.abs(exponent)}`;
}

function finiteText(x: number, spec: FloatFormat): string {
  const alternate = spec.flags.includes("#");
  const precision = spec.precision ?? 6;
  switch (spec.conversion) {
    case "e":
    case "E":
      return exponential(x, precision, alternate);
    case "f":
    case "F":
      return fixed(x, precision, alternate);
    case "g":
    case "G":
      return general(x, precision, alternate);
    default:
      return hexadecimal(x, spec.precision, alternate);
  }
}

/** Sign, prefix and body brought to the width of `spec`; `zeros` says whether the `0` flag pads with zeros. */
function pad(prefix: string, body: string, flags: string, width: number, zeros: boolean): string {
  const missing = width - prefix.length - body.length;
  if (missing <= 0) return prefix + body;
  if (flags.includes("-")) return prefix + body + " ".repeat(missing);
  return zeros && flags.includes("0") ? prefix + "0".repeat(missing) + body : " ".repeat(missing) + prefix + body;
}

function signText(negative: boolean, flags: string): string {
  if (negative) return "-";
  return flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
}

/**
 * A float as C's `printf` prints it (§6.4, string.format), every digit exact, ties to even. A boxed float is taken too:
 * a plain NaN is a negative one, `LuaFloat(NaN)` a positive one.
 */
export function formatFloat(x: number | LuaFloat, spec: FloatFormat): string {
  const value = x instanceof LuaFloat ? x.n : x;
  const negative = Number.isNaN(value) ? !(x instanceof LuaFloat) : value < 0 || Object.is(value, -0);
  const upper = spec.conversion < "a";
  let prefix = signText(negative, spec.flags);
  if (!Number.isFinite(value)) {
    const name = Number.isNaN(value) ? "nan" : "inf";
    return pad(prefix, upper ? name.toUpperCase() : name, spec.flags, spec.width, false);
  }
  let body = finiteText(Math.abs(value), spec);
  if (body.startsWith("0x")) {
    prefix += "0x"; // zeros go between the prefix and the digits
    body = body.slice(2);
  }
  const text = pad(prefix, body, spec.flags, spec.width, true);
  return upper ? text.toUpperCase() : text;
}

/** The digits of `v` in the base of `conversion`, without sign or prefix. */
function integerDigits(v: LuaInteger, conversion: IntegerFormat["conversion"]): string {
  if (conversion === "d" || conversion === "i") {
    return typeof v === "number" ? `${Math.abs(v)}` : (v < 0n ? -v : v).toString();
  }
  const unsigned = v < 0 ? BigInt.asUintN(64, BigInt(v)) : v;
  if (conversion === "u") return unsigned.toString();
  const digits = unsigned.toString(conversion === "o" ? 8 : 16);
  return conversion === "X" ? digits.toUpperCase() : digits;
}

/** An integer as C's `printf` prints it (§6.4, string.format); `u`, `o`, `x`, `X` take it as unsigned. */
export function formatInteger(v: LuaInteger, spec: IntegerFormat): string {
  const { conversion, precision, flags, width } = spec;
  if (conversion === "c") {
    return pad("", String.fromCharCode(Number(BigInt.asUintN(8, BigInt(v)))), flags, width, false);
  }
  let digits = integerDigits(v, conversion);
  if (precision !== undefined) digits = precision === 0 && v === 0 ? "" : digits.padStart(precision, "0");
  let prefix = "";
  if (conversion === "d" || conversion === "i") prefix = signText(v < 0, flags);
  else if (flags.includes("#")) {
    if (conversion === "o") {
      if (!digits.startsWith("0")) digits = `0${digits}`;
    } else if (conversion !== "u" && v !== 0) prefix = `0${conversion}`;
  }
  return pad(prefix, digits, flags, width, precision === undefined);
}

/** The text of a number in fixed notation without the zeros at the end of its fraction. */
function trimFraction(text: string): string {
  let end = text.length;
  while (text.charCodeAt(end - 1) === 48) end--;
  if (text.charCodeAt(end - 1) === 46) end--;
  return text.slice(0, end);
}

/** `x` as `%.14g`, the format of `tostring` (§3.4.3); for a NaN the sign is the caller's business and "nan" comes back. */
export function formatG14(x: number): string {
  const magnitude = Math.abs(x);
  if (magnitude >= 1e-4 && magnitude < 1e14) {
    // In this range `%g` and the host lay digits out alike.
    const shortest = `${x}`;
    // 15 chars with a point: at most 14 significant digits, and those of the shortest form are those of `%.14g`.
    if (shortest.length <= 15) return shortest;
    // A double half way between two results has 15 significant digits, so its shortest form ends in that last 5.
    if (shortest.charCodeAt(shortest.length - 1) !== 53) {
      const text = x.toPrecision(14);
      if (!text.includes("e")) return text.includes(".") ? trimFraction(text) : text;
    }
  } else if (magnitude === 0) return Object.is(x, -0) ? "-0" : "0";
  else if (!Number.isFinite(x)) return Number.isNaN(x) ? "nan" : x < 0 ? "-inf" : "inf";
  const text = layoutGeneral(significantDigits(magnitude, 14), 14, false);
  return x < 0 ? `-${text}` : text;
}
