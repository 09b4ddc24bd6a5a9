/**
 * The instruction set: one enum, one row per member. Listing, verifier, gas document, variable info and the dispatch
 * completeness check derive from this table.
 *
 * An instruction is two 32-bit words of an `Int32Array`: `op | A << 8 | B << 16 | C << 24`, then `D`, a signed 32-bit
 * number. `pc` counts words, so the instruction at pc has index `pc >> 1` (line table, inline caches).
 *
 * Notation: R[x] register x of the running frame, K[x] constant x, U[x] upvalue x, P[x] nested prototype x. Jump
 * targets (operand kind `jump`) are absolute: the pc (word offset, even) to go on at. A captured local lives
 * in an `UpValue` box from its declaration on: its register holds the box, and only BOX, GETBOX, SETBOX, CLOSURE, TBC
 * and CLOSE touch it.
 */

/** What an operand means: drives the listing, the verifier's bounds and the names in error messages. */
export type Operand =
  | "none"
  /** register */
  | "register"
  /** index into the constants */
  | "constant"
  /** index of an upvalue */
  | "upvalue"
  /** index of a nested prototype */
  | "proto"
  /** plain number; see the row's text */
  | "count"
  /** 0 or 1 */
  | "flag"
  /** signed number */
  | "integer"
  /** absolute pc */
  | "jump";

/** One row of the instruction table. */
export interface OpcodeInfo {
  readonly a: Operand;
  readonly b: Operand;
  readonly c: Operand;
  readonly d: Operand;
  /** True when the instruction assigns R[A] (some assign more: see the text). */
  readonly setsA: boolean;
  /** Gas charged before the instruction runs; work proportional to sizes is charged where it happens. */
  readonly gas: number;
  /** Effect. */
  readonly effect: string;
}

/** The instruction set. Order is the encoding: append only, and bump BYTECODE_VERSION. */
export enum Op {
  MOVE,
  LOADK,
  LOADNIL,
  LOADTRUE,
  LOADFALSE,
  LFALSESKIP,
  GETUPVAL,
  SETUPVAL,
  BOX,
  GETBOX,
  SETBOX,
  GETTABUP,
  SETTABUP,
  GETTABLE,
  GETFIELD,
  GETINT,
  SETTABLE,
  SETFIELD,
  SETINT,
  NEWTABLE,
  SELF,
  ADD,
  SUB,
  MUL,
  MOD,
  POW,
  DIV,
  IDIV,
  BAND,
  BOR,
  BXOR,
  SHL,
  SHR,
  ADDK,
  SUBK,
  MULK,
  MODK,
  POWK,
  DIVK,
  IDIVK,
  BANDK,
  BORK,
  BXORK,
  UNM,
  BNOT,
  NOT,
  LEN,
  CONCAT,
  JMP,
  TBC,
  CLOSE,
  EQ,
  LT,
  LE,
  EQK,
  LTK,
  LEK,
  GTK,
  GEK,
  TEST,
  TESTSET,
  CALL,
  TAILCALL,
  RETURN,
  RETURN0,
  RETURN1,
  FORPREP,
  FORLOOP,
  TFORPREP,
  TFORCALL,
  TFORLOOP,
  SETLIST,
  CLOSURE,
  VARARG,
  SHLK,
  SHRK,
}

function row(a: Operand, b: Operand, c: Operand, d: Operand, setsA: boolean, effect: string, gas = 1): OpcodeInfo {
  return Object.freeze({ a, b, c, d, setsA, gas, effect });
}
const R = "register";
const K = "constant";
const _ = "none";
const arithmetic = (symbol: string): OpcodeInfo => row(R, R, R, _, true, `R[A] := R[B] ${symbol} R[C]`);
/** C = 1: the operands were written the other way round (constant on the left); metamethods see that order. */
const arithmeticK = (symbol: string): OpcodeInfo =>
  row(R, R, "flag", K, true, `R[A] := C == 0 and R[B] ${symbol} K[D] or K[D] ${symbol} R[B]`);
const compareK = (symbol: string): OpcodeInfo =>
  row(R, K, "flag", "jump", false, `if (R[A] ${symbol} K[B]) == C then pc := D`);

/** Rows of the instruction set, by name. */
// biome-ignore format: columns of one row per instruction
export const OPCODES: { readonly [Name in keyof typeof Op]: OpcodeInfo } = {
  MOVE:       row(R, R, _, _, true, "R[A] := R[B]"),
  LOADK:      row(R, _, _, K, true, "R[A] := K[D]"),
  LOADNIL:    row(R, "count", _, _, true, "R[A], ..., R[A+B] := nil"),
  LOADTRUE:   row(R, _, _, _, true, "R[A] := true"),
  LOADFALSE:  row(R, _, _, _, true, "R[A] := false"),
  LFALSESKIP: row(R, _, _, _, true, "R[A] := false; skip the next instruction"),
  GETUPVAL:   row(R, "upvalue", _, _, true, "R[A] := U[B]"),
  SETUPVAL:   row(R, "upvalue", _, _, false, "U[B] := R[A]"),
  BOX:        row(R, _, _, _, false, "R[A] := new box holding R[A] (a captured local begins)"),
  GETBOX:     row(R, R, _, _, true, "R[A] := value in box R[B]"),
  SETBOX:     row(R, R, _, _, false, "value in box R[A] := R[B]"),
  GETTABUP:   row(R, "upvalue", _, K, true, "R[A] := U[B][K[D]]"),
  SETTABUP:   row("upvalue", R, _, K, false, "U[A][K[D]] := R[B]"),
  GETTABLE:   row(R, R, R, _, true, "R[A] := R[B][R[C]]"),
  GETFIELD:   row(R, R, _, K, true, "R[A] := R[B][K[D]]; K[D] is a string"),
  GETINT:     row(R, R, _, "integer", true, "R[A] := R[B][D]"),
  SETTABLE:   row(R, R, R, _, false, "R[A][R[B]] := R[C]"),
  SETFIELD:   row(R, R, _, K, false, "R[A][K[D]] := R[B]; K[D] is a string"),
  SETINT:     row(R, R, _, "integer", false, "R[A][D] := R[B]"),
  NEWTABLE:   row(R, "count", _, "count", true, "R[A] := {}; room for B string keys (B <= 255) and D array items"),
  SELF:       row(R, R, _, K, true, "R[A+1] := R[B]; R[A] := R[B][K[D]]"),
  ADD:        arithmetic("+"),
  SUB:        arithmetic("-"),
  MUL:        arithmetic("*"),
  MOD:        arithmetic("%"),
  POW:        arithmetic("^"),
  DIV:        arithmetic("/"),
  IDIV:       arithmetic("//"),
  BAND:       arithmetic("&"),
  BOR:        arithmetic("|"),
  BXOR:       arithmetic("~"),
  SHL:        arithmetic("<<"),
  SHR:        arithmetic(">>"),
  ADDK:       arithmeticK("+"),
  SUBK:       arithmeticK("-"),
  MULK:       arithmeticK("*"),
  MODK:       arithmeticK("%"),
  POWK:       arithmeticK("^"),
  DIVK:       arithmeticK("/"),
  IDIVK:      arithmeticK("//"),
  BANDK:      arithmeticK("&"),
  BORK:       arithmeticK("|"),
  BXORK:      arithmeticK("~"),
  UNM:        row(R, R, _, _, true, "R[A] := -R[B]"),
  BNOT:       row(R, R, _, _, true, "R[A] := ~R[B]"),
  NOT:        row(R, R, _, _, true, "R[A] := not R[B]"),
  LEN:        row(R, R, _, _, true, "R[A] := #R[B]"),
  CONCAT:     row(R, "count", _, _, true, "R[A] := R[A] .. ... .. R[A+B-1]"),
  JMP:        row(_, _, _, "jump", false, "pc := D"),
  TBC:        row(R, _, _, _, false, "mark the variable in R[A] (a value or a box) to be closed"),
  CLOSE:      row(R, _, _, _, false, "close all to-be-closed variables in registers >= A"),
  EQ:         row(R, R, "flag", "jump", false, "if (R[A] == R[B]) == C then pc := D"),
  LT:         row(R, R, "flag", "jump", false, "if (R[A] < R[B]) == C then pc := D"),
  LE:         row(R, R, "flag", "jump", false, "if (R[A] <= R[B]) == C then pc := D"),
  EQK:        compareK("=="),
  LTK:        compareK("<"),
  LEK:        compareK("<="),
  GTK:        compareK(">"),
  GEK:        compareK(">="),
  TEST:       row(R, _, "flag", "jump", false, "if truth(R[A]) == C then pc := D"),
  TESTSET:    row(R, R, "flag", "jump", true, "if truth(R[B]) == C then R[A] := R[B]; pc := D"),
  CALL:       row(R, "count", "count", _, true, "R[A], ..., R[A+C-2] := R[A](R[A+1], ..., R[A+B-1]); B = 0: up to top; C = 0: all results, sets top"),
  TAILCALL:   row(R, "count", _, _, false, "return R[A](R[A+1], ..., R[A+B-1]); B = 0: up to top"),
  RETURN:     row(R, "count", "flag", _, false, "return R[A], ..., R[A+B-2]; B = 0: up to top; C = 1: close to-be-closed variables first"),
  RETURN0:    row(_, _, _, _, false, "return"),
  RETURN1:    row(R, _, _, _, false, "return R[A]"),
  FORPREP:    row(R, _, _, "jump", true, "prepare the numeric loop in R[A] (start), R[A+1] (limit), R[A+2] (step); if it runs, R[A+3] := start, else pc := D"),
  FORLOOP:    row(R, _, _, "jump", true, "step the numeric loop; if it goes on, R[A+3] := next value and pc := D"),
  TFORPREP:   row(R, _, _, "jump", false, "5.4: mark R[A+3] to be closed; pc := D"),
  TFORCALL:   row(R, _, "count", _, false, "R[A+4], ..., R[A+3+C] := R[A](R[A+1], R[A+2])"),
  TFORLOOP:   row(R, _, _, "jump", false, "if R[A+4] ~= nil then R[A+2] := R[A+4]; pc := D"),
  SETLIST:    row(R, "count", _, "count", false, "R[A][D+i] := R[A+i], 1 <= i <= B; B = 0: up to top"),
  CLOSURE:    row(R, _, _, "proto", true, "R[A] := closure(P[D])"),
  VARARG:     row(R, _, "count", _, true, "R[A], ..., R[A+C-2] := varargs; C = 0: all, sets top"),
  SHLK:       arithmeticK("<<"),
  SHRK:       arithmeticK(">>"),
};

/** Names by opcode number. */
export const OPCODE_NAMES: readonly (keyof typeof Op)[] = Object.keys(OPCODES) as (keyof typeof Op)[];
/** Rows by opcode number. */
export const OPCODE_ROWS: readonly OpcodeInfo[] = OPCODE_NAMES.map((name) => OPCODES[name]);

/** Version of the instruction set and of the binary chunk format; chunks of another version are refused. */
export const BYTECODE_VERSION = 1;
/** Registers of one function (§ limits): operands are 8 bits wide and R[A+4] must exist. */
export const MAX_REGISTERS = 254;
