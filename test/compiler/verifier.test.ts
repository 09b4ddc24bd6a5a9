import { describe, expect, test } from "vitest";
import { packWord } from "../../src/compiler/bytecode/instruction.ts";
import { Op } from "../../src/compiler/bytecode/opcodes.ts";
import { type Constant, Proto, type ProtoParts } from "../../src/compiler/bytecode/proto.ts";
import { VerificationFault } from "../../src/compiler/bytecode/verificationFault.ts";
import { verify } from "../../src/compiler/bytecode/verifier.ts";

type Instruction = readonly [op: Op, a?: number, b?: number, c?: number, d?: number];

function proto(code: readonly Instruction[], parts: Partial<ProtoParts> = {}): Proto {
  const words = code.flatMap(([op, a = 0, b = 0, c = 0, d = 0]) => [packWord(op, a, b, c), d]);
  return new Proto({
    version: "5.4",
    source: "=test",
    lineDefined: 0,
    lastLineDefined: 0,
    parameters: 1,
    isVararg: true,
    maxStackSize: 10,
    code: Int32Array.from(words),
    constants: [] as Constant[],
    protos: [],
    upvalues: [{ name: "_ENV", fromRegister: true, index: 0 }],
    lines: new Int32Array(0),
    locals: [],
    ...parts,
  });
}

const captures0 = proto([[Op.RETURN0]]);
const END: Instruction = [Op.RETURN0];

describe("accepted", () => {
  const cases: Record<string, readonly Instruction[]> = {
    "a box made, read and written": [[Op.BOX, 0], [Op.GETBOX, 1, 0], [Op.SETBOX, 0, 1], END],
    "a closure over a box": [[Op.BOX, 0], [Op.CLOSURE, 1], END],
    "a loop": [
      [Op.LOADTRUE, 1],
      [Op.LOADTRUE, 2],
      [Op.FORPREP, 0, 0, 0, 10],
      [Op.MOVE, 4, 3],
      [Op.FORLOOP, 0, 0, 0, 6],
      END,
    ],
    "values up to top": [
      [Op.VARARG, 1, 0, 0],
      [Op.CALL, 0, 0, 0],
      [Op.RETURN, 0, 0, 1],
    ],
    "a value above that of `...`": [
      [Op.LOADTRUE, 2],
      [Op.VARARG, 1, 0, 2],
      [Op.RETURN, 1, 3],
    ],
    "unreachable nonsense": [END, [Op.MOVE, 8, 9], END],
  };
  for (const [name, code] of Object.entries(cases)) {
    test(name, () => verify(proto(code, { protos: [captures0] })));
  }
});

describe("refused", () => {
  const cases: Record<string, readonly [string, readonly Instruction[], Partial<ProtoParts>?]> = {
    "unknown opcode": ["opcode", [[200 as Op], END]],
    "register outside the frame": ["register", [[Op.MOVE, 10, 0], END]],
    "window outside the frame": ["registers of LOADNIL", [[Op.LOADNIL, 5, 5], END]],
    "call outside the frame": ["registers of CALL", [[Op.LOADNIL, 0, 9], [Op.CALL, 9, 2, 1], END]],
    "constant that does not exist": ["constant", [[Op.LOADK, 0, 0, 0, 1], END], { constants: [1] }],
    "field name that is no string": ["kind of constant", [[Op.GETFIELD, 0, 0, 0, 0], END], { constants: [1] }],
    "arithmetic with a string": ["kind of constant", [[Op.ADDK, 0, 0, 0, 0], END], { constants: ["1"] }],
    "upvalue that does not exist": ["upvalue", [[Op.GETUPVAL, 0, 1], END]],
    "function that does not exist": ["function", [[Op.CLOSURE, 0], END]],
    "jump between instructions": ["jump", [[Op.JMP, 0, 0, 0, 1], END]],
    "jump out of the code": ["jump", [[Op.JMP, 0, 0, 0, 4], END]],
    "running off the end": ["end of code", [[Op.LOADTRUE, 0]]],
    "skipping off the end": ["jump", [[Op.LFALSESKIP, 0], END]],
    "nobody set top": ["up to top", [[Op.RETURN, 0, 0]]],
    "nobody uses top": ["up to top", [[Op.VARARG, 1, 0, 0], END]],
    "jump between setting and using top": [
      "up to top",
      [
        [Op.TEST, 0, 0, 0, 4],
        [Op.VARARG, 1, 0, 0],
        [Op.RETURN, 0, 0],
      ],
    ],
    "varargs of a function without": ["vararg", [[Op.VARARG, 1, 0, 2], END], { isVararg: false }],
    "register read before it is written": ["contents of register 1", [[Op.MOVE, 0, 1], END]],
    "value used as a box": ["contents of register 0", [[Op.GETBOX, 1, 0], END]],
    "value captured as a box": ["contents of register 0", [[Op.CLOSURE, 1], END], { protos: [captures0] }],
    "box used as a value": [
      "contents of register 0",
      [
        [Op.BOX, 0],
        [Op.RETURN1, 0],
      ],
    ],
    "box on one way only": ["contents of register 0", [[Op.TEST, 0, 0, 0, 4], [Op.BOX, 0], [Op.GETBOX, 1, 0], END]],
    "loop that was not prepared": ["contents of register 0", [[Op.LOADNIL, 0, 2], [Op.FORLOOP, 0, 0, 0, 2], END]],
    "register behind a call": [
      "contents of register 2",
      [
        [Op.LOADNIL, 1, 1],
        [Op.CALL, 0, 2, 2],
        [Op.RETURN1, 2],
      ],
    ],
    "upvalue from a register outside the frame": [
      "source of an upvalue",
      [END],
      { protos: [proto([END], { upvalues: [{ name: "x", fromRegister: true, index: 10 }] })] },
    ],
    "line table of another size": ["line table", [END], { lines: new Int32Array(2) }],
    "local outside the code": ["scope", [END], { locals: [{ name: "x", startPc: 0, endPc: 4, register: 0 }] }],
    "no code": ["code size", []],
  };
  for (const [name, [message, code, parts]] of Object.entries(cases)) {
    test(name, () => {
      const run = (): void => verify(proto(code, parts));
      expect(run).toThrow(VerificationFault);
      expect(run).toThrow(message);
    });
  }
});
