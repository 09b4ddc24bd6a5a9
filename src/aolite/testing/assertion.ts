/** What an assertion is, and what all of them need. */

import type { HostCall, LuaValue } from "../../api/values.ts";
import type { Helpers, Part } from "./values.ts";

/** What assertions know of a spy. */
export interface SpyView {
  /** Arguments of each call. */
  readonly calls: readonly (readonly LuaValue[])[];
  /** Results of each call that has returned. */
  readonly results: readonly (readonly LuaValue[])[];
}

/** What an assertion works with. */
export interface CheckContext {
  readonly cx: HostCall;
  readonly helpers: Helpers;
  /** The spy that a value is, if it is one. */
  spyOf(v: LuaValue): SpyView | undefined;
  /** Whether a value fits one that is expected: a matcher's way, or by content. */
  fits(expected: LuaValue, actual: LuaValue): Part<boolean>;
}

/** How an assertion came out. */
export interface Verdict {
  readonly holds: boolean;
  /** What to say when it should hold and does not, and the other way round. */
  readonly failure: string;
  readonly negatedFailure: string;
  /** Results of the assertion instead of its arguments. */
  readonly results?: readonly LuaValue[];
}

/** One assertion about a subject. */
export interface Assertion {
  /** Arguments beside the subject: at least, at most. */
  readonly arity: readonly [number, number];
  /** Place of the subject among the arguments of `assert.xyz(...)`, from 0. */
  readonly subjectAt: number;
  check(c: CheckContext, subject: LuaValue, args: readonly LuaValue[]): Part<Verdict>;
}

/** The Lua type of a value. */
export function typeOf(v: LuaValue): string {
  if (v === undefined) return "nil";
  if (typeof v === "object") return "type" in v ? v.type : "number";
  return typeof v === "bigint" ? "number" : typeof v;
}

/** A number as the host has it; NaN for what is none. Engines of the command give some floats boxed. */
export function numberOf(v: LuaValue): number {
  return typeof v === "object" ? Number((v as { readonly float?: number }).float) : Number(v);
}
