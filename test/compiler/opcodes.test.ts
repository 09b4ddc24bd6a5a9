import { expect, it } from "vitest";
import { BYTECODE_VERSION, OPCODE_NAMES, OPCODE_ROWS, OPCODES, Op } from "../../src/compiler/bytecode/opcodes.ts";

/**
 * Numbers of the opcodes in binary chunks. Append only: a change of any other kind needs a new BYTECODE_VERSION, and
 * then this list is written anew.
 */
const PINNED = `
  MOVE LOADK LOADNIL LOADTRUE LOADFALSE LFALSESKIP GETUPVAL SETUPVAL BOX GETBOX SETBOX GETTABUP SETTABUP GETTABLE
  GETFIELD GETINT SETTABLE SETFIELD SETINT NEWTABLE SELF ADD SUB MUL MOD POW DIV IDIV BAND BOR BXOR SHL SHR ADDK SUBK
  MULK MODK POWK DIVK IDIVK BANDK BORK BXORK UNM BNOT NOT LEN CONCAT JMP TBC CLOSE EQ LT LE EQK LTK LEK GTK GEK TEST
  TESTSET CALL TAILCALL RETURN RETURN0 RETURN1 FORPREP FORLOOP TFORPREP TFORCALL TFORLOOP SETLIST CLOSURE VARARG
  SHLK SHRK
`
  .trim()
  .split(/\s+/);

it("opcode numbers are stable within a bytecode version", () => {
  expect(BYTECODE_VERSION).toBe(1);
  expect(OPCODE_NAMES.slice(0, PINNED.length)).toEqual(PINNED);
});

it("the table has one row per member, in the order of the enum", () => {
  for (const [number, name] of OPCODE_NAMES.entries()) {
    expect(Op[name]).toBe(number);
    expect(OPCODE_ROWS[number]).toBe(OPCODES[name]);
  }
  expect(Object.keys(Op).filter((key) => Number.isNaN(Number(key)))).toHaveLength(OPCODE_NAMES.length);
});

it("every instruction costs at least one unit, so that no loop is free", () => {
  for (const row of OPCODE_ROWS) expect(row.gas).toBeGreaterThanOrEqual(1);
});
