/**
 * Which registers of a function may still be read: what the census takes for roots in a Lua frame. Exact, so that what is
 * collected depends on the program alone and not on what happens to be left in a register.
 *
 * A register counts as live when some way from the instruction reads it before writing it, or when it holds a local
 * variable in scope (PUC keeps those too, and `debug.getlocal` shows them).
 */
import { aOf, bOf, cOf, opOf, WORDS } from "../compiler/bytecode/instruction.ts";
import { OPCODE_ROWS, Op } from "../compiler/bytecode/opcodes.ts";
import type { Proto } from "../compiler/bytecode/proto.ts";

/** Compiled code is stable after a few passes; where it is not (forged code), all registers count as live. */
const MAX_PASSES = 24;

/** Liveness of the registers of one function, worked out when first asked for. */
export class Liveness {
  private readonly proto: Proto;
  private readonly code: Int32Array;
  /** Words of 32 registers in a set. */
  private readonly width: number;
  /** The set before each instruction, by pc >> 1; null when unknown. */
  private readonly before: Int32Array | null;
  /** The set being worked out. */
  private readonly set: Int32Array;
  private readonly known: Map<number, Int32Array> = new Map();

  constructor(proto: Proto) {
    this.proto = proto;
    this.code = proto.code;
    this.width = (proto.maxStackSize + 31) >> 5;
    this.set = new Int32Array(this.width);
    this.before = this.solve();
  }

  /**
   * The registers live at the instruction at `pc` (bit r & 31 of word r >> 5): before it begins, or while it waits for
   * a call that it has made.
   */
  at(pc: number, isWaiting: boolean): Int32Array {
    const key = isWaiting ? pc + 1 : pc;
    let mask = this.known.get(key);
    if (mask === undefined) {
      mask = this.maskAt(pc, isWaiting);
      this.known.set(key, mask);
    }
    return mask;
  }

  private maskAt(pc: number, isWaiting: boolean): Int32Array {
    const { width, before, proto } = this;
    const mask = new Int32Array(width);
    if (before === null) return mask.fill(-1);
    const at = (pc >> 1) * width;
    for (let w = 0; w < width; w++) mask[w] = before[at + w]!;
    const word = this.code[pc]!;
    if (isWaiting && opOf(word) === Op.SELF) addTo(mask, aOf(word) + 1);
    for (const { startPc, endPc, register } of proto.locals) {
      if (startPc > pc) break;
      if (pc < endPc) addTo(mask, register);
    }
    return mask;
  }

  private solve(): Int32Array | null {
    const { code, width, set } = this;
    const before = new Int32Array((code.length >> 1) * width);
    for (let pass = 0; pass < MAX_PASSES; pass++) {
      let changed = false;
      for (let pc = code.length - WORDS; pc >= 0; pc -= WORDS) {
        this.transfer(before, pc);
        const at = (pc >> 1) * width;
        for (let w = 0; w < width; w++) {
          if (before[at + w] === set[w]) continue;
          before[at + w] = set[w]!;
          changed = true;
        }
      }
      if (!changed) return before;
    }
    return null;
  }

  /** Puts the set before the instruction at `pc` into `this.set`, from the sets before its successors. */
  private transfer(before: Int32Array, pc: number): void {
    const word = this.code[pc]!;
    const op = opOf(word);
    const a = aOf(word);
    const row = OPCODE_ROWS[op]!;
    this.set.fill(0);
    if (row.d === "jump") {
      this.join(before, this.code[pc + 1]!);
      // what is assigned on the way of the jump alone
      if (op === Op.FORLOOP) this.remove(a + 3, 1);
      else if (op === Op.TFORLOOP) this.remove(a + 2, 1);
      else if (op === Op.TESTSET) this.remove(a, 1);
    }
    if (op === Op.FORPREP) {
      this.joinWithout(before, pc + WORDS, a + 3);
    } else if (op === Op.LFALSESKIP) this.join(before, pc + 2 * WORDS);
    else if (fallsThrough(op)) this.join(before, pc + WORDS);
    this.applyEffect(word, pc);
  }

  /** Removes what the instruction writes and adds what it reads. */
  private applyEffect(word: number, pc: number): void {
    const a = aOf(word);
    const b = bOf(word);
    const op = opOf(word);
    switch (op) {
      case Op.LOADNIL:
        this.remove(a, b + 1);
        return;
      case Op.SELF:
        this.remove(a, 2);
        this.add(b, 1);
        return;
      case Op.BOX:
        this.add(a, 1);
        return;
      case Op.CONCAT:
        this.add(a, b);
        return;
      case Op.CLOSE:
      case Op.RETURN0:
      case Op.JMP:
        return;
      case Op.CLOSURE:
        this.remove(a, 1);
        for (const { fromRegister, index } of this.proto.protos[this.code[pc + 1]!]!.upvalues) {
          if (fromRegister) this.add(index, 1);
        }
        return;
      case Op.CALL:
        this.remove(a, 256);
        this.addArguments(a, b, 0, pc);
        return;
      case Op.TAILCALL:
        this.addArguments(a, b, 0, pc);
        return;
      case Op.RETURN:
        this.addArguments(a, b, -1, pc);
        return;
      case Op.SETLIST:
        this.addArguments(a, b, 1, pc);
        return;
      case Op.VARARG:
        this.remove(a, cOf(word) === 0 ? 256 : cOf(word) - 1);
        return;
      case Op.FORPREP:
      case Op.FORLOOP:
        this.add(a, 3);
        return;
      case Op.TFORPREP:
        this.add(a, 4);
        return;
      case Op.TFORCALL:
        this.remove(a + 4, 256);
        this.add(a, 3);
        return;
      case Op.TFORLOOP:
        this.add(a + 4, 1);
        return;
      case Op.TESTSET:
        this.add(b, 1);
        return;
      default:
        this.applyRow(word);
    }
  }

  /** Instructions that do exactly what the kinds of their operands say. */
  private applyRow(word: number): void {
    const row = OPCODE_ROWS[opOf(word)]!;
    if (row.a === "register" && row.setsA) this.remove(aOf(word), 1);
    if (row.a === "register" && !row.setsA) this.add(aOf(word), 1);
    if (row.b === "register") this.add(bOf(word), 1);
    if (row.c === "register") this.add(cOf(word), 1);
  }

  /** R[a] to R[a+b-1+extra]; with b = 0 up to the values that the instruction before has left open. */
  private addArguments(a: number, b: number, extra: number, pc: number): void {
    this.add(a, b === 0 ? openRegister(this.code, pc) - a : b + extra);
  }

  private join(before: Int32Array, pc: number): void {
    const { width, set } = this;
    const at = (pc >> 1) * width;
    for (let w = 0; w < width; w++) set[w] = set[w]! | (before[at + w] ?? 0);
  }

  private joinWithout(before: Int32Array, pc: number, register: number): void {
    const { width, set } = this;
    const at = (pc >> 1) * width;
    for (let w = 0; w < width; w++) {
      const hidden = w === register >> 5 ? 1 << (register & 31) : 0;
      set[w] = set[w]! | ((before[at + w] ?? 0) & ~hidden);
    }
  }

  private add(from: number, count: number): void {
    for (let r = from; r < from + count; r++) addTo(this.set, r);
  }

  private remove(from: number, count: number): void {
    const end = Math.min(from + count, this.width * 32);
    for (let r = from; r < end; r++) this.set[r >> 5] = this.set[r >> 5]! & ~(1 << (r & 31));
  }
}

function addTo(set: Int32Array, register: number): void {
  set[register >> 5] = set[register >> 5]! | (1 << (register & 31));
}

function fallsThrough(op: Op): boolean {
  switch (op) {
    case Op.JMP:
    case Op.TFORPREP:
    case Op.TAILCALL:
    case Op.RETURN:
    case Op.RETURN0:
    case Op.RETURN1:
      return false;
    default:
      return true;
  }
}

/** The register from which on the instruction before `pc` left its values. */
function openRegister(code: Int32Array, pc: number): number {
  return aOf(code[pc - WORDS]!);
}

/** The first register of the open list that the instruction at `pc` takes (it ends at `Frame.top`); -1 when it takes none. */
export function openListAt(code: Int32Array, pc: number): number {
  const word = code[pc]!;
  if (bOf(word) !== 0) return -1;
  switch (opOf(word)) {
    case Op.CALL:
    case Op.TAILCALL:
    case Op.RETURN:
    case Op.SETLIST:
      return openRegister(code, pc);
    default:
      return -1;
  }
}
