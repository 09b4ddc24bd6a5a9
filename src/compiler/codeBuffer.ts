import { aOf, bOf, cOf, opOf, packWord, WORDS } from "./bytecode/instruction.ts";
import { Op } from "./bytecode/opcodes.ts";

/** The empty list of jumps. */
export const NO_JUMP = -1;
/** Operand A of a TESTSET whose register is not known yet. */
export const NO_REGISTER = 255;
/** Line of an instruction that has none of its own: it takes the line of the instruction after it. */
const LINE_OF_NEXT = -1;
/** Jumps to jumps are followed this many times at most (they may form a cycle). */
const MAX_JUMP_CHAIN = 100;

/** Instructions there is room for at first, and most that memory is taken for before they are there. */
const FIRST_ROOM = 64;
const LARGEST_ROOM = 1 << 13;

/**
 * The growing code of a function, with its line table and its lists of jumps that wait for their target. Such a list is
 * linked through D: each jump's D is the pc of the next one.
 *
 * Functions are written one behind the other into the same memory, and stay there: typed arrays of its own for each function would
 * cost more than to generate its code.
 */
export class CodeBuffer {
  private words: Int32Array = new Int32Array(FIRST_ROOM * WORDS);
  private lineTable: Int32Array = new Int32Array(FIRST_ROOM);
  /** The memory of both: to ask a typed array for it is slow. */
  private wordMemory: ArrayBufferLike | undefined = undefined;
  private lineMemory: ArrayBufferLike | undefined = undefined;
  /** Where the code of the function starts in `words`; its lines start at half of that. */
  private base = 0;
  /** Where the next instruction goes, counted from there. */
  pc = 0;
  /** The last pc that is the target of a jump: instructions must not be merged across it. */
  lastTarget: number = NO_JUMP;
  /** Line of the last token read so far: what an instruction emitted now gets. */
  line = 0;
  private hasJumps = false;
  private hasUnlined = false;

  /** Begins the code of the next function. */
  protected openCode(): void {
    this.pc = 0;
    this.lastTarget = NO_JUMP;
    this.hasJumps = false;
    this.hasUnlined = false;
  }

  /** Appends an instruction; returns its pc. */
  emit(op: Op, a = 0, b = 0, c = 0, d = 0): number {
    const pc = this.pc;
    const at = this.base + pc;
    if (at === this.words.length) return this.emitInNewRoom(op, a, b, c, d);
    this.words[at] = packWord(op, a, b, c);
    this.words[at + 1] = d;
    this.lineTable[at >> 1] = this.line;
    this.pc = pc + WORDS;
    return pc;
  }

  /** Appends an instruction that PUC does not have, so that it must not show up as a line of its own. */
  emitUnlined(op: Op, a: number, b = 0): number {
    const pc = this.emit(op, a, b);
    this.fixLine(LINE_OF_NEXT);
    this.hasUnlined = true;
    return pc;
  }

  /** Moves the function to new memory, where there is room. */
  private emitInNewRoom(op: Op, a: number, b: number, c: number, d: number): number {
    const { words, lineTable, base, pc } = this;
    const room = Math.max(Math.min(lineTable.length * 4, LARGEST_ROOM), pc);
    this.words = new Int32Array(room * WORDS);
    this.words.set(words.subarray(base, base + pc));
    this.lineTable = new Int32Array(room);
    this.lineTable.set(lineTable.subarray(base >> 1, (base + pc) >> 1));
    this.wordMemory = undefined;
    this.lineMemory = undefined;
    this.base = 0;
    return this.emit(op, a, b, c, d);
  }

  /** Takes back the last instruction. */
  removeLast(): void {
    this.pc -= WORDS;
  }

  opAt(pc: number): Op {
    return opOf(this.words[this.base + pc]!);
  }
  aAt(pc: number): number {
    return aOf(this.words[this.base + pc]!);
  }
  bAt(pc: number): number {
    return bOf(this.words[this.base + pc]!);
  }
  cAt(pc: number): number {
    return cOf(this.words[this.base + pc]!);
  }
  dAt(pc: number): number {
    return this.words[this.base + pc + 1]!;
  }
  setA(pc: number, a: number): void {
    this.words[this.base + pc] = (this.words[this.base + pc]! & ~0xff00) | (a << 8);
  }
  setB(pc: number, b: number): void {
    this.words[this.base + pc] = (this.words[this.base + pc]! & ~0xff0000) | (b << 16);
  }
  setC(pc: number, c: number): void {
    this.words[this.base + pc] = (this.words[this.base + pc]! & 0xffffff) | (c << 24);
  }
  setD(pc: number, d: number): void {
    this.words[this.base + pc + 1] = d;
  }
  setOp(pc: number, op: Op): void {
    this.words[this.base + pc] = (this.words[this.base + pc]! & ~0xff) | op;
  }

  /** The pc of the last instruction when no jump can come between it and the next one, otherwise NO_JUMP. */
  previousInstruction(): number {
    return this.pc > 0 && this.pc !== this.lastTarget ? this.pc - WORDS : NO_JUMP;
  }

  /** Gives the last instruction another line than that of the last token. */
  fixLine(line: number): void {
    this.lineTable[((this.base + this.pc) >> 1) - 1] = line;
  }

  /** Line of the last instruction (the current line when there is none). */
  lastLine(): number {
    return this.pc === 0 ? this.line : this.lineTable[((this.base + this.pc) >> 1) - 1]!;
  }

  /** Marks the current position as a jump target and returns it. */
  label(): number {
    this.lastTarget = this.pc;
    return this.pc;
  }

  /** A forward jump, as a list of one. */
  jump(): number {
    return this.emit(Op.JMP, 0, 0, 0, NO_JUMP);
  }

  /** `single`, a jump not in any list, followed by `list`. */
  prepend(single: number, list: number): number {
    if (single === NO_JUMP) return list;
    this.setD(single, list);
    return single;
  }

  /** The two lists as one; costs the length of the first. */
  concat(first: number, second: number): number {
    if (second === NO_JUMP) return first;
    if (first === NO_JUMP) return second;
    let last = first;
    for (let next = this.dAt(last); next !== NO_JUMP; next = this.dAt(last)) last = next;
    this.setD(last, second);
    return first;
  }

  /** All jumps of `list` go to `target`; those that carry a value lose it. */
  patch(list: number, target: number): void {
    this.patchValues(list, target, NO_REGISTER, target);
  }

  /** All jumps of `list` come here. */
  patchToHere(list: number): void {
    this.patch(list, this.label());
  }

  /** Jumps of `list` that carry a value leave it in `register` and go to `valueTarget`, the others to `target`. */
  patchValues(list: number, valueTarget: number, register: number, target: number): void {
    for (let pc = list; pc !== NO_JUMP; ) {
      this.hasJumps = true;
      const next = this.dAt(pc);
      this.setD(pc, this.patchTestSet(pc, register) ? valueTarget : target);
      pc = next;
    }
  }

  /** Sets where a TESTSET puts its value, or makes it a TEST when nobody wants it; false for other jumps. */
  private patchTestSet(pc: number, register: number): boolean {
    if (this.opAt(pc) !== Op.TESTSET) return false;
    const source = this.bAt(pc);
    if (register !== NO_REGISTER && register !== source) {
      this.setA(pc, register);
    } else {
      this.setOp(pc, Op.TEST);
      this.setA(pc, source);
      this.setB(pc, 0);
    }
    return true;
  }

  /** The jumps of `list` carry no value any more. */
  removeValues(list: number): void {
    for (let pc = list; pc !== NO_JUMP; pc = this.dAt(pc)) this.patchTestSet(pc, NO_REGISTER);
  }

  /** True when some jump of `list` does not carry a value: the value must be made for it. */
  needsValue(list: number): boolean {
    for (let pc = list; pc !== NO_JUMP; pc = this.dAt(pc)) if (this.opAt(pc) !== Op.TESTSET) return true;
    return false;
  }

  /** The finished code, jumps to jumps resolved, and line table. `isLast`: it is the last function of its chunk. */
  finish(isLast: boolean): { code: Int32Array; lines: Int32Array } {
    const { words, lineTable, base } = this;
    const end = base + this.pc;
    const first = base >> 1;
    const last = end >> 1;
    if (this.hasJumps) {
      for (let i = base; i < end; i += WORDS) {
        if (threadsJumps(opOf(words[i]!))) words[i + 1] = finalTarget(words, base, words[i + 1]!);
      }
    }
    if (this.hasUnlined) {
      for (let i = last - 2; i >= first; i--) if (lineTable[i] === LINE_OF_NEXT) lineTable[i] = lineTable[i + 1]!;
    }
    this.base = end;
    // A chunk without functions does not keep memory it has no use for.
    if (isLast && base === 0) return { code: words.slice(0, end), lines: lineTable.slice(0, last) };
    this.wordMemory ??= words.buffer;
    this.lineMemory ??= lineTable.buffer;
    return { code: part(this.wordMemory, base, end), lines: part(this.lineMemory, first, last) };
  }
}

function part(memory: ArrayBufferLike, from: number, to: number): Int32Array {
  return new Int32Array(memory, from * Int32Array.BYTES_PER_ELEMENT, to - from);
}

function threadsJumps(op: Op): boolean {
  return op === Op.JMP || (op >= Op.EQ && op <= Op.TESTSET);
}

/** Where a jump to `target` gets in the end; the code starts at `base`. */
function finalTarget(words: Int32Array, base: number, target: number): number {
  let pc = target;
  for (let count = 0; count < MAX_JUMP_CHAIN && opOf(words[base + pc]!) === Op.JMP; count++) pc = words[base + pc + 1]!;
  return pc;
}
