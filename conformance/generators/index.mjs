/** All generators, the quick ones first. */
import floats from "./floats.mjs";
import mathlib from "./mathlib.mjs";
import misuse from "./misuse.mjs";
import numerals from "./numerals.mjs";
import operators from "./operators.mjs";
import patterns from "./patterns.mjs";
import sort from "./sort.mjs";
import stringFormat from "./stringFormat.mjs";
import stringLib from "./stringLib.mjs";
import stringPack from "./stringPack.mjs";
import tableLib from "./tableLib.mjs";
import utf8 from "./utf8.mjs";

/** @type {readonly import("../lib/campaign.mjs").Generator[]} */
export const generators = [operators, numerals, floats, mathlib, stringFormat, stringPack, patterns, stringLib, sort, tableLib, utf8, misuse];
