/** All generators, the quick ones first. */
import callinfo from "./callinfo.mjs";
import closing from "./closing.mjs";
import coroutines from "./coroutines.mjs";
import floats from "./floats.mjs";
import io from "./io.mjs";
import limits from "./limits.mjs";
import mathlib from "./mathlib.mjs";
import metamethods from "./metamethods.mjs";
import misuse from "./misuse.mjs";
import numerals from "./numerals.mjs";
import operators from "./operators.mjs";
import patterns from "./patterns.mjs";
import program from "./program.mjs";
import sort from "./sort.mjs";
import stringFormat from "./stringFormat.mjs";
import stringLib from "./stringLib.mjs";
import stringPack from "./stringPack.mjs";
import syntax from "./syntax.mjs";
import tableLib from "./tableLib.mjs";
import time from "./time.mjs";
import utf8 from "./utf8.mjs";

/** @type {readonly import("../lib/campaign.mjs").Generator[]} */
export const generators = [
  operators, numerals, floats, mathlib, stringFormat, stringPack, patterns, stringLib, sort, tableLib, utf8, time, io, misuse, limits, syntax, callinfo, metamethods,
  closing, coroutines, program,
]; // biome-ignore format: short
