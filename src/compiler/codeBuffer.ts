import { aOf, bOf, cOf, opOf, packWord, WORDS } from "./bytecode/instruction.ts";
import { Op } from "./bytecode/opcodes.ts";
import { Workspace } from "./workspace.ts";

/** The empty list of jumps. */
export const NO_JUMP = -1;
/** Operand A of a TESTSET whose register is not known yet. */
export const NO_REGISTER = 255;
/** Line of an instruction that has none of its own: it takes the line of the instruction after it. */
const LINE_OF_NEXT = -1;
/** Jumps to jumps are followed this many times at most (they may form a cycle). */
const MAX_JUMP_CHAIN = 100;

/** Instructions there is room for at first. */
const FIRST_ROOM = 64;

/**
 * The growing code of a function, with its line table and its lists of jumps that wait for their target. Such a list is
 * linked through D: each jump's D is the pc of the next one.
 */
export class CodeBuffer {
  private words: Int32Array = new Int32Array(FIRST_ROOM * WORDS);
  private lineTable: Int32Array = new Int32Array(FIRST_ROOM);
  private readonly workspace: Workspace = new Workspace();
  /** Where the next instruction goes. */
  pc = 0;
  /** The last pc that is the target of a jump: instructions must not be merged across it. */
  lastTarget: number = NO_JUMP;
  /** Line of the last token read so far: what an instruction emitted now gets. */
  line = 0;

  /** Begins the code of the next function. */
  protected openCode(): void {
    this.pc = 0;
    this.lastTarget = NO_JUMP;
  }

  /** Appends an instruction; returns its pc. */
  emit(op: Op, a = 0, b = 0, c = 0, d = 0): number {
    const pc = this.pc;
    if (pc === this.words.length) this.grow();
    this.words[pc] = packWord(op, a, b, c);
    this.words[pc + 1] = d;
    this.lineTable[pc >> 1] = this.line;
    this.pc = pc + WORDS;
    return pc;
  }

  /** Appends an instruction that PUC does not have, so that it must not show up as a line of its own. */
  emitUnlined(op: Op, a: number, b = 0): number {
    const pc = this.emit(op, a, b);
    this.lineTable[pc >> 1] = LINE_OF_NEXT;
    return pc;
  }

  private grow(): void {
    const words = new Int32Array(this.words.length * 2);
    words.set(this.words);
    this.words = words;
    const lines = new Int32Array(this.lineTable.length * 2);
    lines.set(this.lineTable);
    this.lineTable = lines;
  }

  /** Takes back the last instruction. */
  removeLast(): void {
    this.pc -= WORDS;
  }

  opAt(pc: number): Op {
    return opOf(this.words[pc]!);
  }
  aAt(pc: number): number {
    return aOf(this.words[pc]!);
  }
  bAt(pc: number): number {
    return bOf(this.words[pc]!);
  }
  cAt(pc: number): number {
    return cOf(this.words[pc]!);
  }
  dAt(pc: number): number {
    return this.words[pc + 1]!;
  }
  setA(pc: number, a: number): void {
    this.words[pc] = (this.words[pc]! & ~0xff00) | (a << 8);
  }
  setB(pc: number, b: number): void {
    this.words[pc] = (this.words[pc]! & ~0xff0000) | (b << 16);
  }
  setC(pc: number, c: number): void {
    this.words[pc] = (this.words[pc]! & 0xffffff) | (c << 24);
  }
  setD(pc: number, d: number): void {
    this.words[pc + 1] = d;
  }
  setOp(pc: number, op: Op): void {
    this.words[pc] = (this.words[pc]! & ~0xff) | op;
  }

  /** The pc of the last instruction when no jump can come between it and the next one, otherwise NO_JUMP. */
  previousInstruction(): number {
    return this.pc > 0 && this.pc !== this.lastTarget ? this.pc - WORDS : NO_JUMP;
  }

  /** Gives the last instruction another line than that of the last token. */
  fixLine(line: number): void {
    this.lineTable[(this.pc >> 1) - 1] = line;
  }

  /** Line of the last instruction (the current line when there is none). */
  lastLine(): number {
    return this.pc === 0 ? this.line : this.lineTable[(this.pc >> 1) - 1]!;
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
    const { words, lineTable, pc: end, workspace } = this;
    for (let pc = 0; pc < end; pc += WORDS) {
      if (threadsJumps(opOf(words[pc]!))) words[pc + 1] = finalTarget(words, words[pc + 1]!);
    }
    for (let i = (end >> 1) - 2; i >= 0; i--) if (lineTable[i] === LINE_OF_NEXT) lineTable[i] = lineTable[i + 1]!;
    const code = workspace.keep(words, end, isLast);
    const lines = workspace.keep(lineTable, end >> 1, isLast);
    return { code, lines };
  }
}

function threadsJumps(op: Op): boolean {
  return op === Op.JMP || (op >= Op.EQ && op <= Op.TESTSET);
}

function finalTarget(code: Int32Array, target: number): number {
  for (let count = 0; count < MAX_JUMP_CHAIN && opOf(code[target]!) === Op.JMP; count++) target = code[target + 1]!;
  return target;
}
