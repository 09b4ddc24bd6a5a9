/**
 * The part of verification that follows execution: what each register holds at each instruction, whichever way it was
 * reached. An abstract interpretation over a flat lattice; code that cannot be reached is not looked at.
 */

import { aOf, bOf, cOf, opOf, WORDS } from "./instruction.ts";
import { OPCODE_ROWS, Op } from "./opcodes.ts";
import type { Proto } from "./proto.ts";
import { VerificationFault } from "./verificationFault.ts";

/** Not written on every way here, or different things on different ways: must not be read. */
const UNKNOWN = 0;
/** A Lua value. */
const VALUE = 1;
/** The box of a captured local. */
const BOX = 2;
/** First of the three registers FORPREP prepared; the other two are the next numbers. */
const LOOP = 3;

/** Real code is stable after a few visits of each instruction; forged code must not cost more than this many. */
const MAX_VISITS = 64;
/** Most bytes of register states kept. */
const MAX_STATE_BYTES = 1 << 26;

/**
 * Checks that no register is read before it was written and that boxes, values and loop states are not confused.
 *
 * @param isTarget by instruction: 1 when something jumps to it
 * @throws VerificationFault
 */
export function verifyFlow(proto: Proto, isTarget: Uint8Array): void {
  new FlowVerifier(proto, isTarget).run();
}

/** What {@link registersAt} says of a register: these, and for other numbers a value or nothing that is read. */
export const RegisterContent: Readonly<{ box: number; loopIndex: number }> = Object.freeze({
  /** The box of a captured local. */
  box: BOX,
  /** The index of a numeric loop; limit and step are the next numbers. */
  loopIndex: LOOP,
});

/** What each register of verified code holds before the instruction at `pc`; undefined when that cannot be reached. */
export function registersAt(proto: Proto, isTarget: Uint8Array, pc: number): Uint8Array | undefined {
  const verifier = new FlowVerifier(proto, isTarget, pc);
  verifier.run();
  return verifier.watched;
}

class FlowVerifier {
  /** The state before the instruction at `watchedPc`, once that has been met. */
  watched: Uint8Array | undefined = undefined;
  private readonly watchedPc: number;
  private readonly p: Proto;
  private readonly code: Int32Array;
  private readonly isTarget: Uint8Array;
  private readonly size: number;
  /** State at the jump targets reached so far, by pc. */
  private readonly entry = new Map<number, Uint8Array>();
  /** Targets whose state changed since their code was followed. */
  private dirty: number[] = [];
  private readonly isDirty: Uint8Array;
  private visitsLeft: number;
  /** State of the registers at the instruction being looked at. */
  private state: Uint8Array;
  private pc = 0;

  constructor(p: Proto, isTarget: Uint8Array, watchedPc = -1) {
    this.p = p;
    this.watchedPc = watchedPc;
    this.code = p.code;
    this.isTarget = isTarget;
    this.size = p.maxStackSize;
    this.isDirty = new Uint8Array(isTarget.length);
    this.visitsLeft = isTarget.length * MAX_VISITS;
    this.state = new Uint8Array(this.size);
  }

  run(): void {
    this.state.fill(VALUE, 0, this.p.parameters);
    this.follow(0);
    while (this.dirty.length > 0) {
      const batch = this.dirty.sort((a, b) => a - b);
      this.dirty = [];
      for (const pc of batch) {
        this.isDirty[pc >> 1] = 0;
        this.state.set(this.entry.get(pc)!);
        this.follow(pc);
      }
    }
  }

  /** Executes from `pc` to the next jump target or the end of the straight line. */
  private follow(pc: number): void {
    for (let first = true; ; first = false) {
      if (this.isTarget[pc >> 1] === 1 && !first) {
        this.merge(pc);
        return;
      }
      if (first && pc === 0 && this.isTarget[0] === 1 && !this.entry.has(0)) this.entry.set(0, this.state.slice());
      if (this.visitsLeft-- === 0) throw new VerificationFault("too complex");
      this.pc = pc;
      if (pc === this.watchedPc) this.watch();
      if (!this.step(this.code[pc]!, this.code[pc + 1]!)) return;
      pc += WORDS;
    }
  }

  private watch(): void {
    const { watched, state } = this;
    if (watched === undefined) this.watched = state.slice();
    else for (let r = 0; r < this.size; r++) if (watched[r] !== state[r]) watched[r] = UNKNOWN;
  }

  /** The current state is one of those at `target`. */
  private merge(target: number): void {
    const known = this.entry.get(target);
    let changed = false;
    if (known === undefined) {
      if ((this.entry.size + 1) * this.size > MAX_STATE_BYTES) throw new VerificationFault("too complex");
      this.entry.set(target, this.state.slice());
      changed = true;
    } else {
      for (let r = 0; r < this.size; r++) {
        if (known[r] !== this.state[r] && known[r] !== UNKNOWN) {
          known[r] = UNKNOWN;
          changed = true;
        }
      }
    }
    if (changed && this.isDirty[target >> 1] === 0) {
      this.isDirty[target >> 1] = 1;
      this.dirty.push(target);
    }
  }

  private need(register: number, what: number): void {
    if (this.state[register] !== what) throw new VerificationFault(`contents of register ${register} at ${this.pc}`);
  }

  private read(from: number, count = 1): void {
    for (let r = from; r < from + count; r++) this.need(r, VALUE);
  }

  private write(from: number, count = 1): void {
    this.state.fill(VALUE, from, from + count);
  }

  /** Follows the jump, on whose way `register` is assigned. */
  private jumpWriting(register: number, target: number): void {
    const saved = this.state[register]!;
    this.state[register] = VALUE;
    this.merge(target);
    this.state[register] = saved;
  }

  /** Executes one instruction; false when execution does not go on with the next one. */
  private step(word: number, d: number): boolean {
    const op = opOf(word);
    const a = aOf(word);
    const b = bOf(word);
    const c = cOf(word);
    switch (op) {
      case Op.LOADNIL:
        this.write(a, b + 1);
        return true;
      case Op.BOX:
        this.read(a);
        this.state[a] = BOX;
        return true;
      case Op.GETBOX:
        this.need(b, BOX);
        this.write(a);
        return true;
      case Op.SETBOX:
        this.need(a, BOX);
        this.read(b);
        return true;
      case Op.TBC:
        if (this.state[a] !== BOX) this.read(a);
        return true;
      case Op.CLOSE:
        return true;
      case Op.SELF:
        this.read(b);
        this.write(a, 2);
        return true;
      case Op.CONCAT:
        this.read(a, b);
        return true;
      case Op.CLOSURE:
        this.captures(d);
        this.write(a);
        return true;
      case Op.SETLIST:
        this.readArguments(a, b, 1);
        return true;
      case Op.VARARG:
        if (c === 0) this.results(a, c);
        else this.write(a, c - 1); // unlike a call, it leaves the registers above alone
        return true;
      case Op.LFALSESKIP:
        this.write(a);
        this.merge(this.pc + 2 * WORDS);
        return false;
      case Op.JMP:
        this.merge(d);
        return false;
      case Op.TESTSET:
        this.read(b);
        this.jumpWriting(a, d);
        return true;
      default:
        if (op >= Op.CALL && op <= Op.TFORLOOP) return this.stepCallOrLoop(op, a, b, c, d);
        return this.stepByRow(op, a, b, c, d);
    }
  }

  private stepCallOrLoop(op: Op, a: number, b: number, c: number, d: number): boolean {
    switch (op) {
      case Op.CALL:
        this.readArguments(a, b, 0);
        this.results(a, c);
        return true;
      case Op.TAILCALL:
        this.readArguments(a, b, 0);
        return false;
      case Op.RETURN:
        if (b === 0) this.read(a, this.openFrom() - a);
        else this.read(a, b - 1);
        return false;
      case Op.RETURN1:
        this.read(a);
        return false;
      case Op.RETURN0:
        return false;
      case Op.FORPREP:
        this.read(a, 3);
        for (let i = 0; i < 3; i++) this.state[a + i] = LOOP + i;
        this.merge(d);
        this.write(a + 3);
        return true;
      case Op.FORLOOP:
        for (let i = 0; i < 3; i++) this.need(a + i, LOOP + i);
        this.jumpWriting(a + 3, d);
        return true;
      case Op.TFORPREP:
        this.read(a, 4);
        this.merge(d);
        return false;
      case Op.TFORCALL:
        this.read(a, 3);
        this.results(a + 4, c + 1);
        return true;
      default: // TFORLOOP
        this.read(a + 4);
        this.jumpWriting(a + 2, d);
        return true;
    }
  }

  /** Instructions that do exactly what the kinds of their operands say. */
  private stepByRow(op: Op, a: number, b: number, c: number, d: number): boolean {
    const row = OPCODE_ROWS[op]!;
    if (row.b === "register") this.read(b);
    if (row.c === "register") this.read(c);
    if (row.a === "register") {
      if (row.setsA) this.write(a);
      else this.read(a);
    }
    if (row.d === "jump") this.merge(d);
    return true;
  }

  /** The register from which on the instruction before left its values. */
  private openFrom(): number {
    return aOf(this.code[this.pc - WORDS]!);
  }

  /** R[a] and what follows it: up to R[a+b-1+inclusive], or up to top. */
  private readArguments(a: number, b: number, inclusive: number): void {
    this.read(a, b === 0 ? this.openFrom() - a : b + inclusive);
  }

  /** R[a] to R[a+c-2] are results; the call may have left anything above them. With c = 0 they are up to top. */
  private results(a: number, c: number): void {
    const count = Math.max(c - 1, 0);
    this.write(a, count);
    this.state.fill(UNKNOWN, a + count);
  }

  private captures(proto: number): void {
    for (const { fromRegister, index } of this.p.protos[proto]!.upvalues) if (fromRegister) this.need(index, BOX);
  }
}
