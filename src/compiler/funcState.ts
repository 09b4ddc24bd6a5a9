import { chunkId } from "../base/source.ts";
import { SyntaxFault } from "../base/syntaxError.ts";
import type { LuaVersion } from "../base/version.ts";
import type { Expression, FunctionBody, Label, LocalVariable } from "../parser/ast.ts";
import { MAX_REGISTERS, Op } from "./bytecode/opcodes.ts";
import { type LocalInfo, Proto, type UpValueInfo } from "./bytecode/proto.ts";
import { CodeBuffer, NO_JUMP } from "./codeBuffer.ts";
import { ConstantTable } from "./constantTable.ts";
import { ExpDesc, type ExpKind } from "./expDesc.ts";
import { firstToken } from "./firstToken.ts";

/** An upvalue; the register of a captured local is known when code of the enclosing function is generated. */
interface UpValueRecord extends UpValueInfo {
  index: number;
}

/** Debug information of a local, complete when its scope has ended. */
interface LocalRecord extends LocalInfo {
  startPc: number;
  endPc: number;
}

/** A to-be-closed variable in scope; the list of them grows from outer to inner. */
export interface ToBeClosed {
  readonly register: number;
  readonly previous: ToBeClosed | undefined;
  /** False when its scope has ended. */
  active: boolean;
}

/** A block being compiled: what to go back to when it ends. */
export interface BlockState {
  registers: number;
  activeLocals: number;
  toBeClosed: ToBeClosed | undefined;
}

/** A loop being compiled: the jumps that leave it. */
export interface LoopState {
  breaks: number;
  /** True when a `break` leaves the scope of a to-be-closed variable. */
  closes: boolean;
  readonly toBeClosed: ToBeClosed | undefined;
  readonly previous: LoopState | undefined;
}

/** A label seen, or gone to before it was seen. */
export interface LabelState {
  /** NO_JUMP before the label. */
  pc: number;
  /** Forward jumps that wait for the label. */
  pending: number;
  /** For each of them, the innermost to-be-closed variable in scope where it was. */
  readonly leaving: ToBeClosed[];
  /** Innermost to-be-closed variable in scope at the label. */
  toBeClosed: ToBeClosed | undefined;
}

/**
 * The function being compiled: its code, registers, constants, scopes and debug information. Functions of a chunk are compiled one
 * after the other, nested ones first, so that one object serves them all.
 */
export class FuncState extends CodeBuffer {
  readonly version: LuaVersion;
  /** The functions compiled so far, or what is wrong with them, by their serial number. */
  readonly finished: (Proto | SyntaxFault)[] = [];
  readonly constants: ConstantTable = new ConstantTable();
  private readonly chunkName: string;
  private body: FunctionBody | undefined = undefined;
  private protos: Proto[] = [];
  /** By LocalVariable.index. */
  private readonly registerOf: number[] = [];
  /** Debug information of its locals; the array may be longer, as the next ones may. */
  private readonly locals: LocalRecord[] = [];
  private localCount = 0;
  /** Locals in scope that have debug information, outer ones first. */
  private readonly activeLocals: LocalRecord[] = [];
  private activeCount = 0;
  /** For each open block. */
  private readonly blocks: BlockState[] = [];
  private blockDepth = 0;
  /** Registers held by locals in scope; temporaries are above. */
  activeRegisters = 0;
  /** First free register. */
  freeRegister = 0;
  private maxStackSize = 2;
  /** Innermost to-be-closed variable in scope. */
  toBeClosed: ToBeClosed | undefined = undefined;
  loop: LoopState | undefined = undefined;
  /** What the parser would have read next, where that is known: for messages. */
  upcoming: Expression | string | undefined = undefined;
  /** How many of the descriptions are in use. Who sets it back gives back those made since. */
  descriptions = 0;
  private readonly descriptionPool: ExpDesc[] = [];
  private labels: Map<Label, LabelState> | undefined = undefined;

  constructor(chunkName: string, version: LuaVersion) {
    super();
    this.chunkName = chunkName;
    this.version = version;
  }

  /** Begins a function. */
  open(body: FunctionBody): void {
    this.openCode();
    this.body = body;
    this.line = body.line;
    this.constants.reset();
    this.protos = [];
    this.localCount = 0;
    this.activeCount = 0;
    this.blockDepth = 0;
    this.activeRegisters = 0;
    this.freeRegister = 0;
    this.maxStackSize = 2;
    this.toBeClosed = undefined;
    this.loop = undefined;
    this.upcoming = undefined;
    this.labels = undefined;
    this.descriptions = 0;
  }

  /** True for the main function of a chunk. */
  get isMain(): boolean {
    return this.body!.line === 0;
  }

  /** The number of the prototype of a function nested in this one. @throws SyntaxFault when it could not be compiled */
  addNested({ serial, upvalues }: FunctionBody): number {
    const proto = this.finished[serial]!;
    if (proto instanceof SyntaxFault) throw proto;
    for (let i = 0; i < upvalues.length; i++) {
      const { variable } = upvalues[i]!;
      if (variable !== undefined) (proto.upvalues[i] as UpValueRecord).index = this.registerFor(variable);
    }
    return this.protos.push(proto) - 1;
  }

  /** A description without jumps, to be used until {@link descriptions} is set back. */
  describe(kind: ExpKind, info = 0): ExpDesc {
    const index = this.descriptions++;
    if (index === this.descriptionPool.length) this.descriptionPool.push(new ExpDesc());
    const e = this.descriptionPool[index]!;
    e.set(kind, info);
    return e;
  }

  /** The register of a local in scope. */
  registerFor(variable: LocalVariable): number {
    return this.registerOf[variable.index]!;
  }

  // --- registers ---

  /** Makes sure that `count` registers above the first free one exist. @throws SyntaxFault when they do not fit */
  checkStack(count: number): void {
    const size = this.freeRegister + count;
    if (size <= this.maxStackSize) return;
    if (size > MAX_REGISTERS) this.fail("function or expression needs too many registers");
    this.maxStackSize = size;
  }

  /** Takes the next `count` registers; returns the first one. */
  reserve(count: number): number {
    const first = this.freeRegister;
    this.checkStack(count);
    this.freeRegister = first + count;
    return first;
  }

  /** Gives back a register when it is a temporary (the last one taken). */
  free(register: number): void {
    if (register >= this.activeRegisters) this.freeRegister--;
  }

  private fail(message: string): never {
    const chunk = chunkId(this.chunkName);
    const token = typeof this.upcoming === "object" ? firstToken(this.upcoming) : this.upcoming;
    const near = token === undefined ? undefined : `'${token}'`;
    const text = `${chunk}:${this.line}: ${message}${near === undefined ? "" : ` near ${near}`}`;
    throw new SyntaxFault({ message: text, chunk, line: this.line, column: 1, near });
  }

  // --- scopes ---

  /** The local in `register` is in scope from here on. */
  activate(variable: LocalVariable, register: number, startPc: number = this.pc): void {
    this.registerOf[variable.index] = register;
    this.activateHidden(variable.name, register, startPc);
  }

  /** A local variable of the machine: it has a name for the debugger only. */
  activateHidden(name: string, register: number, startPc: number = this.pc): void {
    const record = { name, startPc, endPc: startPc, register };
    this.locals[this.localCount++] = record;
    this.activeLocals[this.activeCount++] = record;
    this.activeRegisters = register + 1;
  }

  /** The local activated last is in scope for the debugger only from here on. */
  startLastLocalHere(): void {
    this.activeLocals[this.activeCount - 1]!.startPc = this.pc;
  }

  /** The local in `register` is to be closed. */
  markToBeClosed(register: number): void {
    this.toBeClosed = { register, previous: this.toBeClosed, active: true };
  }

  /** Begins a block. What it returns is good until the next block begins after the end of this one. */
  enterBlock(): BlockState {
    const { blocks } = this;
    const depth = this.blockDepth++;
    if (depth === blocks.length) blocks.push({ registers: 0, activeLocals: 0, toBeClosed: undefined });
    const block = blocks[depth]!;
    block.registers = this.activeRegisters;
    block.activeLocals = this.activeCount;
    block.toBeClosed = this.toBeClosed;
    return block;
  }

  /** Ends a block; its to-be-closed variables are closed unless `closed` says that this has been done. */
  leaveBlock(block: BlockState, closed = false): void {
    if (this.toBeClosed !== block.toBeClosed) {
      if (!closed) this.emit(Op.CLOSE, block.registers);
      for (let v = this.toBeClosed; v !== block.toBeClosed; v = v!.previous) v!.active = false;
      this.toBeClosed = block.toBeClosed;
    }
    this.blockDepth--;
    this.endLocals(block.activeLocals);
    this.activeRegisters = block.registers;
    this.freeRegister = block.registers;
  }

  private endLocals(from: number): void {
    const { activeLocals, pc } = this;
    while (this.activeCount > from) activeLocals[--this.activeCount]!.endPc = pc;
  }

  enterLoop(): void {
    this.loop = { breaks: NO_JUMP, closes: false, toBeClosed: this.toBeClosed, previous: this.loop };
  }

  /** Ends a loop: its breaks come here. Returns true when a CLOSE for them was emitted. */
  leaveLoop(block: BlockState): boolean {
    const { breaks, closes, previous } = this.loop!;
    this.patchToHere(breaks);
    if (closes) this.emit(Op.CLOSE, block.registers);
    this.loop = previous;
    return closes;
  }

  /** Adds jumps that leave the innermost loop. */
  addBreak(list: number): void {
    const loop = this.loop!;
    loop.breaks = this.concat(list, loop.breaks);
    if (this.toBeClosed !== loop.toBeClosed) loop.closes = true;
  }

  labelState(label: Label): LabelState {
    this.labels ??= new Map();
    let state = this.labels.get(label);
    if (state === undefined) {
      state = { pc: NO_JUMP, pending: NO_JUMP, leaving: [], toBeClosed: undefined };
      this.labels.set(label, state);
    }
    return state;
  }

  // --- the end ---

  /** The prototype, once everything is emitted. */
  finishProto(): Proto {
    this.endLocals(0);
    const { isMain, chunkName, version } = this;
    const body = this.body!;
    const { code, lines } = this.finish(isMain);
    return new Proto({
      version,
      source: chunkName,
      lineDefined: body.line,
      lastLineDefined: isMain ? 0 : body.lastLine,
      parameters: body.parameters.length,
      isVararg: body.isVararg,
      maxStackSize: this.maxStackSize,
      code,
      constants: this.constants.all(),
      protos: this.protos,
      upvalues: body.upvalues.map(
        ({ name, variable, index }): UpValueRecord => ({ name, fromRegister: isMain || variable !== undefined, index }),
      ),
      lines,
      locals: this.locals.slice(0, this.localCount),
    });
  }
}
