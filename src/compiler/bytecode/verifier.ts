/**
 * Checks code that did not come from this compiler before the machine runs it. The machine itself checks nothing: it
 * relies on what is listed here.
 *
 * 1. Every operand names a register, constant, upvalue, prototype or instruction that exists; multi-register
 *    instructions stay inside the frame; constants have the kind the instruction needs.
 * 2. Execution cannot run off the end of the code.
 * 3. An instruction that takes values "up to top" directly follows the one that sets top, and the other way round.
 * 4. No register is read before it was written; a box is touched only by the instructions for boxes, which touch nothing
 *    else; FORLOOP finds what FORPREP left (see flowVerifier.ts).
 * 5. Line table and debug information stay in range.
 */

import { isNumber } from "../../base/luaFloat.ts";
import { registersAt, verifyFlow } from "./flowVerifier.ts";
import { aOf, bOf, cOf, opOf, WORDS } from "./instruction.ts";
import { MAX_REGISTERS, OPCODE_NAMES, OPCODE_ROWS, Op, type Operand } from "./opcodes.ts";
import type { Proto } from "./proto.ts";
import { VerificationFault } from "./verificationFault.ts";

/** Upvalues of one function: operands are 8 bits wide. */
const MAX_UPVALUES = 255;
/** Registers TFORCALL needs from A on: four of the loop, three for the call. */
const TFORCALL_REGISTERS = 7;

/** Checks a prototype and those nested in it. @throws VerificationFault for anything the machine does not expect */
export function verify(proto: Proto): void {
  const pending: Proto[] = [proto];
  for (let p = pending.pop(); p !== undefined; p = pending.pop()) {
    verifyShape(p);
    verifyDebugInformation(p);
    const checker = new InstructionChecker(p);
    for (let pc = 0; pc < p.code.length; pc += WORDS) checker.check(pc);
    checker.checkOpenResults();
    verifyFlow(p, checker.isTarget);
    for (const nested of p.protos) {
      verifyUpValueSources(p, nested);
      pending.push(nested);
    }
  }
}

/** What the registers of verified code hold before the instruction at `pc`; undefined when that cannot be reached. */
export function verifiedRegisters(proto: Proto, pc: number): Uint8Array | undefined {
  const checker = new InstructionChecker(proto);
  for (let at = 0; at < proto.code.length; at += WORDS) checker.check(at);
  return registersAt(proto, checker.isTarget, pc);
}

function require(condition: boolean, what: string): asserts condition {
  if (!condition) throw new VerificationFault(what);
}

function verifyShape(p: Proto): void {
  require(p.code.length > 0 && p.code.length % WORDS === 0, "code size");
  require(p.maxStackSize >= 2 && p.maxStackSize <= MAX_REGISTERS, "stack size");
  require(p.parameters >= 0 && p.parameters <= p.maxStackSize, "parameter count");
  require(p.upvalues.length <= MAX_UPVALUES, "upvalue count");
  require(p.lines.length === 0 || p.lines.length * WORDS === p.code.length, "line table size");
}

function verifyDebugInformation(p: Proto): void {
  for (const { register, startPc, endPc } of p.locals) {
    require(register >= 0 && register < p.maxStackSize, "register of a local");
    require(startPc >= 0 && startPc <= endPc && endPc <= p.code.length, "scope of a local");
  }
}

function verifyUpValueSources(parent: Proto, nested: Proto): void {
  require(nested.version === parent.version, "version of a nested function");
  for (const { fromRegister, index } of nested.upvalues) {
    require(index >= 0 &&
      index < (fromRegister ? parent.maxStackSize : parent.upvalues.length), "source of an upvalue");
  }
}

/** Checks of single instructions; collects the targets of jumps. */
class InstructionChecker {
  private readonly p: Proto;
  /** By instruction: 1 when something jumps to it. */
  readonly isTarget: Uint8Array;

  constructor(p: Proto) {
    this.p = p;
    this.isTarget = new Uint8Array(p.code.length / WORDS);
  }

  check(pc: number): void {
    const word = this.p.code[pc]!;
    const op = opOf(word);
    const row = OPCODE_ROWS[op];
    if (row === undefined) throw new VerificationFault(`opcode ${op}`);
    this.operand(row.a, aOf(word), pc);
    this.operand(row.b, bOf(word), pc);
    this.operand(row.c, cOf(word), pc);
    this.operand(row.d, this.p.code[pc + 1]!, pc);
    this.window(op, aOf(word), bOf(word), cOf(word), pc);
    this.constantKind(op, pc);
    this.successor(op, pc);
  }

  private operand(kind: Operand, value: number, pc: number): void {
    const { p } = this;
    switch (kind) {
      case "none":
        require(value === 0, `unused operand at ${pc}`);
        break;
      case "register":
        require(value < p.maxStackSize, `register at ${pc}`);
        break;
      case "constant":
        require(value >= 0 && value < p.constants.length, `constant at ${pc}`);
        break;
      case "upvalue":
        require(value < p.upvalues.length, `upvalue at ${pc}`);
        break;
      case "proto":
        require(value >= 0 && value < p.protos.length, `function at ${pc}`);
        break;
      case "flag":
        require(value <= 1, `flag at ${pc}`);
        break;
      case "count":
        require(value >= 0, `count at ${pc}`);
        break;
      case "jump":
        this.target(value, pc);
        break;
      case "integer":
        return;
    }
  }

  private target(target: number, pc: number): void {
    require(target >= 0 && target % WORDS === 0 && target < this.p.code.length, `jump at ${pc}`);
    this.isTarget[target >> 1] = 1;
  }

  /** The last register an instruction touches. */
  private window(op: Op, a: number, b: number, c: number, pc: number): void {
    let last = a;
    switch (op) {
      case Op.LOADNIL:
      case Op.SETLIST:
        last = a + b;
        break;
      case Op.SELF:
        last = a + 1;
        break;
      case Op.CONCAT:
        require(b >= 2, `count at ${pc}`);
        last = a + b - 1;
        break;
      case Op.CALL:
        last = a + Math.max(b - 1, c - 2, 0);
        break;
      case Op.TAILCALL:
        last = a + Math.max(b - 1, 0);
        break;
      case Op.VARARG:
        require(this.p.isVararg, `vararg at ${pc}`);
        last = a + Math.max(c - 2, 0);
        break;
      case Op.RETURN:
        last = a + Math.max(b - 2, 0);
        break;
      case Op.FORPREP:
      case Op.FORLOOP:
      case Op.TFORPREP:
        last = a + 3;
        break;
      case Op.TFORLOOP:
        last = a + 4;
        break;
      case Op.TFORCALL:
        require(c >= 1, `count at ${pc}`);
        last = a + Math.max(TFORCALL_REGISTERS - 1, 3 + c);
        break;
      case Op.SETTABUP:
        return;
    }
    require(last < this.p.maxStackSize, `registers of ${OPCODE_NAMES[op]} at ${pc}`);
  }

  private constantKind(op: Op, pc: number): void {
    const { constants, code } = this.p;
    switch (op) {
      case Op.GETTABUP:
      case Op.SETTABUP:
      case Op.GETFIELD:
      case Op.SETFIELD:
      case Op.SELF:
        require(typeof constants[code[pc + 1]!] === "string", `kind of constant at ${pc}`);
        break;
      case Op.LTK:
      case Op.LEK:
      case Op.GTK:
      case Op.GEK:
        require(isNumber(constants[bOf(code[pc]!)]), `kind of constant at ${pc}`);
        break;
      default:
        if ((op >= Op.ADDK && op <= Op.BXORK) || op === Op.SHLK || op === Op.SHRK) {
          require(isNumber(constants[code[pc + 1]!]), `kind of constant at ${pc}`);
        }
    }
  }

  /** Something must follow an instruction that does not jump away for good. */
  private successor(op: Op, pc: number): void {
    const after = pc + WORDS;
    if (op === Op.LFALSESKIP) this.target(after + WORDS, pc);
    else if (!leaves(op)) require(after < this.p.code.length, "end of code");
  }

  /** Rule 3. */
  checkOpenResults(): void {
    const { code } = this.p;
    let open = false; // the instruction before sets top
    for (let pc = 0; pc < code.length; pc += WORDS) {
      const word = code[pc]!;
      const op = opOf(word);
      const consumes = takesOpen(op) && bOf(word) === 0;
      require(consumes === open, `values up to top at ${pc}`);
      if (consumes) {
        const producer = aOf(code[pc - WORDS]!);
        const least = op === Op.RETURN ? aOf(word) : aOf(word) + 1;
        require(producer >= least && this.isTarget[pc >> 1] === 0, `values up to top at ${pc}`);
      }
      open = (op === Op.CALL || op === Op.VARARG) && cOf(word) === 0;
    }
  }
}

function takesOpen(op: Op): boolean {
  return op === Op.CALL || op === Op.TAILCALL || op === Op.RETURN || op === Op.SETLIST;
}

/** True for an instruction after which execution never goes on with the next one. */
function leaves(op: Op): boolean {
  switch (op) {
    case Op.JMP:
    case Op.TFORPREP:
    case Op.TAILCALL:
    case Op.RETURN:
    case Op.RETURN0:
    case Op.RETURN1:
      return true;
    default:
      return false;
  }
}
