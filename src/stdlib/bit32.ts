import { lowWord, toBigInt } from "../base/integer64.ts";
import { type LuaInteger, toLuaInteger } from "../base/luaFloat.ts";
import type { CallContext } from "../vm/callContext.ts";
import { defineLibrary, type Library } from "./library.ts";

/** Width of the numbers of this library. */
const BITS = 32;

/** Argument `i` reduced to its low 32 bits, from 0. */
function bits(cx: CallContext, i: number): number {
  return lowWord(cx.integer(i)) >>> 0;
}

/** The bitwise "and" of all arguments; all ones when there is none. */
function conjunction(cx: CallContext): number {
  cx.charge(cx.nargs >> 4);
  let r = -1;
  for (let i = 1; i <= cx.nargs; i++) r &= bits(cx, i);
  return r >>> 0;
}

function bor(cx: CallContext): number {
  cx.charge(cx.nargs >> 4);
  let r = 0;
  for (let i = 1; i <= cx.nargs; i++) r |= bits(cx, i);
  return cx.ret(r >>> 0);
}

function bxor(cx: CallContext): number {
  cx.charge(cx.nargs >> 4);
  let r = 0;
  for (let i = 1; i <= cx.nargs; i++) r ^= bits(cx, i);
  return cx.ret(r >>> 0);
}

/** `r` shifted left by `by` bits, right when negative; bits that leave are lost. */
function shifted(r: number, by: LuaInteger): number {
  if (by <= -BITS || by >= BITS) return 0;
  return (by >= 0 ? r << Number(by) : r >>> -Number(by)) >>> 0;
}

/** -i modulo 2^64. */
function negated(i: LuaInteger): LuaInteger {
  return typeof i === "number" ? 0 - i : toLuaInteger(-i);
}

// The reference reads the distance before the number where C leaves the order open: it shows in the messages.

function lshift(cx: CallContext): number {
  const by = cx.integer(2);
  return cx.ret(shifted(bits(cx, 1), by));
}

function rshift(cx: CallContext): number {
  const by = cx.integer(2);
  return cx.ret(shifted(bits(cx, 1), negated(by)));
}

function arshift(cx: CallContext): number {
  const r = bits(cx, 1);
  const by = cx.integer(2);
  if (by < 0 || (r | 0) >= 0) return cx.ret(shifted(r, negated(by)));
  return cx.ret(by >= BITS ? 0xffffffff : ((r | 0) >> Number(by)) >>> 0);
}

/** `r` rotated left by the low five bits of `by`. */
function rotated(r: number, by: number): number {
  const d = by & (BITS - 1);
  return d === 0 ? r : ((r << d) | (r >>> (BITS - d))) >>> 0;
}

function lrotate(cx: CallContext): number {
  const by = lowWord(cx.integer(2));
  return cx.ret(rotated(bits(cx, 1), by));
}

function rrotate(cx: CallContext): number {
  const by = lowWord(cx.integer(2));
  return cx.ret(rotated(bits(cx, 1), -by));
}

/** A field of a number: its first bit and its width, 1 <= width <= 32, as far as the checks see it. */
interface Field {
  readonly first: bigint;
  readonly width: bigint;
}

/** Arguments `i` and `i` + 1 as a field. Their sum wraps around like the reference's, which lets huge ones pass. */
function field(cx: CallContext, i: number): Field {
  const first = cx.integer(i);
  const width = cx.optInteger(i + 1, 1);
  if (first < 0) cx.argError(i, "field cannot be negative");
  if (width <= 0) cx.argError(i + 1, "width must be positive");
  const end = BigInt.asIntN(64, toBigInt(first) + toBigInt(width));
  if (end > BITS) cx.error("trying to access non-existent bits");
  return { first: BigInt(lowWord(first)) & 63n, width: BigInt(lowWord(width)) };
}

/** `width` ones, in 64 bits. */
function mask(width: bigint): bigint {
  return ~BigInt.asIntN(64, 0x1fffffffen << ((width - 1n) & 63n));
}

function extract(cx: CallContext): number {
  const r = bits(cx, 1);
  const { first, width } = field(cx, 2);
  return cx.ret(toLuaInteger((BigInt(r) >> first) & mask(width)));
}

function replace(cx: CallContext): number {
  const r = bits(cx, 1);
  const v = bits(cx, 2);
  const { first, width } = field(cx, 3);
  const m = mask(width);
  const inserted = (BigInt(v) & m) << first;
  return cx.ret(toLuaInteger((BigInt(r) & ~(m << first)) | inserted));
}

/** The 32-bit library of Lua 5.2, which 5.3 keeps for compatibility (§6.7 of the manual of 5.2). 5.4 has it no more. */
export const bit32Library: Library = defineLibrary("bit32", {
  arshift: { signature: "bit32.arshift (x, disp)", manual: "8.2", gas: "", versions: ["5.3"], run: arshift },
  band: {
    signature: "bit32.band (···)",
    manual: "8.2",
    gas: "1 per 16 arguments",
    versions: ["5.3"],
    run: (cx) => cx.ret(conjunction(cx)),
  },
  bnot: {
    signature: "bit32.bnot (x)",
    manual: "8.2",
    gas: "",
    versions: ["5.3"],
    run: (cx) => cx.ret(~bits(cx, 1) >>> 0),
  },
  bor: { signature: "bit32.bor (···)", manual: "8.2", gas: "1 per 16 arguments", versions: ["5.3"], run: bor },
  btest: {
    signature: "bit32.btest (···)",
    manual: "8.2",
    gas: "1 per 16 arguments",
    versions: ["5.3"],
    run: (cx) => cx.ret(conjunction(cx) !== 0),
  },
  bxor: { signature: "bit32.bxor (···)", manual: "8.2", gas: "1 per 16 arguments", versions: ["5.3"], run: bxor },
  extract: {
    signature: "bit32.extract (n, field [, width])",
    manual: "8.2",
    gas: "",
    versions: ["5.3"],
    run: extract,
  },
  lrotate: { signature: "bit32.lrotate (x, disp)", manual: "8.2", gas: "", versions: ["5.3"], run: lrotate },
  lshift: { signature: "bit32.lshift (x, disp)", manual: "8.2", gas: "", versions: ["5.3"], run: lshift },
  replace: {
    signature: "bit32.replace (n, v, field [, width])",
    manual: "8.2",
    gas: "",
    versions: ["5.3"],
    run: replace,
  },
  rrotate: { signature: "bit32.rrotate (x, disp)", manual: "8.2", gas: "", versions: ["5.3"], run: rrotate },
  rshift: { signature: "bit32.rshift (x, disp)", manual: "8.2", gas: "", versions: ["5.3"], run: rshift },
});
