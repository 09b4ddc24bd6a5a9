import type { LuaVersion } from "../base/version.ts";
import type { Constant, Label, LocalVariable, UpValueSource } from "./ast.ts";
import { type Declaration, DeclarationStore } from "./declaration.ts";

/** How scopes report what breaks their rules. */
export interface ScopeReporter {
  /** A rule of §3.3 is broken; the message names no token. */
  semanticError(message: string): never;
  /** A limit is exceeded; the message names the current token. */
  syntaxError(message: string): never;
  /** A limit is exceeded that PUC reports without a position. */
  plainError(message: string): never;
}

/** Longest list PUC keeps of debug entries, labels or gotos. */
const MAX_LIST = 32767;
/** Most local variables active in a function, hidden ones of loops included (PUC's MAXVARS). */
const MAX_LOCALS = 200;
const MAX_UPVALUES = 255;

/**
 * What a whole chunk shares while it is parsed. Blocks and functions nest, so the objects for those that have ended serve again.
 */
export class ChunkScope {
  readonly version: LuaVersion;
  readonly reporter: ScopeReporter;
  /** The innermost visible declaration of each name, by word number. */
  readonly bindings: (Declaration | undefined)[];
  /** The visible locals of all open functions, in order of declaration; the array is longer. */
  readonly active: Declaration[] = [];
  activeCount = 0;
  readonly declarations: DeclarationStore = new DeclarationStore();
  private readonly blocks: BlockScope[] = [];
  private blockDepth = 0;
  private readonly functionScopes: FunctionScope[] = [];
  private functionDepth = 0;
  /** Gotos and breaks whose target is not known yet. */
  pendingGotos = 0;
  /** Labels that are visible somewhere. */
  labels = 0;
  /** Functions that have ended. */
  functions = 0;

  /** `words`: how many word numbers there are. */
  constructor(version: LuaVersion, reporter: ScopeReporter, words: number) {
    this.version = version;
    this.reporter = reporter;
    this.bindings = new Array<Declaration | undefined>(words).fill(undefined);
  }

  /** Enters a function, which is in `line`; 0 for the main chunk. */
  enterFunction(line: number): FunctionScope {
    const depth = this.functionDepth++;
    if (depth === this.functionScopes.length)
      this.functionScopes.push(new FunctionScope(this, this.functionScopes[depth - 1]));
    const scope = this.functionScopes[depth]!;
    scope.open(line);
    return scope;
  }

  /** Leaves the innermost function, whose blocks have been left. */
  leaveFunction(): void {
    this.functionDepth--;
  }

  /** A block inside `previous`, or the body of a function. */
  openBlock(previous: BlockScope | undefined, isLoop: boolean, scope: FunctionScope): BlockScope {
    const depth = this.blockDepth++;
    if (depth === this.blocks.length) this.blocks.push(new BlockScope());
    const block = this.blocks[depth]!;
    block.open(previous, isLoop, scope);
    return block;
  }

  /** The innermost block is not needed any more. */
  closeBlock(): void {
    this.blockDepth--;
  }

  /** Counts an entry of a list of labels or gotos that holds `count`. */
  checkList(count: number): void {
    if (count >= MAX_LIST) this.reporter.plainError(`too many labels/gotos (limit is ${MAX_LIST})`);
  }
}

/** A goto statement whose label is not known yet, or a break outside a loop. */
export interface PendingGoto {
  /** Number in its function, in source order. */
  readonly serial: number;
  /** Undefined for a break. */
  readonly name: string | undefined;
  readonly line: number;
  /** How many of the locals active at the goto are still active in the current block. */
  active: number;
  isResolved: boolean;
  readonly resolve: (label: Label) => void;
}

/** A label, and how many locals are active at it. */
export interface LabelEntry {
  readonly label: { -readonly [key in keyof Label]: Label[key] };
  active: number;
}

/** A block while it is open. */
export class BlockScope {
  previous: BlockScope | undefined = undefined;
  isLoop = false;
  /** Locals active when it was entered. */
  active = 0;
  /** Locals of the function declared when it was entered, hidden ones included. */
  declared = 0;
  /** Index of its first pending goto. */
  firstPending = 0;
  /** Serial number of its first goto. */
  firstGoto = 0;
  labels: Map<string, LabelEntry> | undefined = undefined;
  /** Breaks out of this loop. */
  breaks = 0;

  open(previous: BlockScope | undefined, isLoop: boolean, scope: FunctionScope): void {
    this.previous = previous;
    this.isLoop = isLoop;
    this.active = scope.chunk.activeCount;
    this.declared = scope.declared;
    this.firstPending = scope.pending.length;
    this.firstGoto = scope.gotoSerial;
    this.labels = undefined;
    this.breaks = 0;
  }
}

/** What is visible in a function while it is parsed. */
export class FunctionScope {
  readonly chunk: ChunkScope;
  readonly parent: FunctionScope | undefined;
  /** The line messages give for the function; 0 for the main chunk. */
  line = 0;
  isVararg = false;
  /** Index of its first local among the active ones. */
  private firstActive = 0;
  /** Active locals, those about to become active, and the hidden ones of loops. */
  declared = 0;
  upvalues: UpValueSource[] = [];
  /** The variable behind each upvalue; the array may be longer. */
  readonly upvalueVariables: Declaration[] = [];
  /** In source order; those that found their label leave it when their block ends. */
  pending: PendingGoto[] = [];
  /** Gotos there were so far. */
  gotoSerial = 0;
  block!: BlockScope;
  private pendingByName: Map<string, PendingGoto[]> | undefined = undefined;
  private serial = 0;
  private debugEntries = 0;
  private activeLocals: readonly LocalVariable[] | undefined = undefined;

  constructor(chunk: ChunkScope, parent: FunctionScope | undefined) {
    this.chunk = chunk;
    this.parent = parent;
  }

  /** Begins a function. */
  open(line: number): void {
    this.line = line;
    this.isVararg = false;
    this.firstActive = this.chunk.activeCount;
    this.declared = 0;
    this.upvalues = [];
    if (this.pending.length > 0) this.pending = [];
    this.gotoSerial = 0;
    this.pendingByName = undefined;
    this.serial = 0;
    this.debugEntries = 0;
    this.activeLocals = undefined;
    this.block = this.chunk.openBlock(undefined, false, this);
  }

  /** Counts `count` local variables about to be declared, hidden ones too. */
  reserve(count: number): void {
    this.declared += count;
    if (this.declared > MAX_LOCALS) this.limitError(MAX_LOCALS, "local variables");
  }

  /** Makes the variable that a {@link reserve} announced; it is not visible yet. */
  createLocal(name: string, word: number, attribute?: "const" | "close"): Declaration {
    return this.chunk.declarations.declare(name, word, attribute, this.serial++, this);
  }

  /** Makes a variable visible from here to the end of the block. */
  activate(variable: Declaration, constant?: Constant): void {
    const { chunk } = this;
    const { bindings } = chunk;
    variable.constant = constant;
    variable.shadowed = bindings[variable.word];
    bindings[variable.word] = variable;
    chunk.active[chunk.activeCount++] = variable;
    this.activeLocals = undefined;
    if (constant === undefined) this.countDebugEntries(1);
  }

  /** Counts variables that get debug information. */
  countDebugEntries(count: number): void {
    this.debugEntries += count;
    if (this.debugEntries > MAX_LIST) {
      this.chunk.reporter.plainError(`too many local variables (limit is ${MAX_LIST})`);
    }
  }

  /** The variables visible here, in order of declaration. */
  activeVariables(): readonly LocalVariable[] {
    const { active, activeCount } = this.chunk;
    this.activeLocals ??= active.slice(this.firstActive, activeCount);
    return this.activeLocals;
  }

  enterBlock(isLoop: boolean): void {
    this.block = this.chunk.openBlock(this.block, isLoop, this);
  }

  /** Leaves the innermost block: hides its locals, hands its pending gotos to the block around it. */
  leaveBlock(): void {
    const { block, chunk } = this;
    this.hideLocals(block.active);
    chunk.closeBlock();
    this.declared = block.declared;
    chunk.labels -= block.labels?.size ?? 0;
    chunk.pendingGotos -= block.breaks;
    if (block.previous === undefined) {
      this.reportUndefinedGoto();
      return;
    }
    this.block = block.previous;
    this.handOutGotos(block);
  }

  /** The number of the upvalue that names `variable`, which belongs to a function around this one. */
  upvalueIndex(variable: Declaration): number {
    const { parent, upvalues, upvalueVariables } = this;
    const index = upvalues.length;
    for (let i = 0; i < index; i++) if (upvalueVariables[i] === variable) return i;
    const isLocal = parent !== undefined && parent === variable.scope;
    if (isLocal) variable.captured = true;
    const from = isLocal || parent === undefined ? 0 : parent.upvalueIndex(variable);
    if (index >= MAX_UPVALUES) this.limitError(MAX_UPVALUES, "upvalues");
    upvalues.push({ name: variable.name, variable: isLocal ? variable : undefined, index: from });
    upvalueVariables[index] = variable;
    return index;
  }

  /** A limit of this function is exceeded. */
  limitError(limit: number, what: string): never {
    const where = this.line === 0 ? "main function" : `function at line ${this.line}`;
    return this.chunk.reporter.syntaxError(`too many ${what} (limit is ${limit}) in ${where}`);
  }

  private hideLocals(count: number): void {
    const { chunk } = this;
    if (chunk.activeCount > count) this.activeLocals = undefined;
    while (chunk.activeCount > count) {
      const variable = chunk.active[--chunk.activeCount]!;
      chunk.bindings[variable.word] = variable.shadowed;
      variable.shadowed = undefined;
    }
  }

  // Labels and gotos (§3.3.4).

  /** A `break`: remembered only when there is no loop around it, which is an error at the end of the function. */
  addBreak(line: number): void {
    const { chunk } = this;
    chunk.checkList(chunk.pendingGotos++);
    let block: BlockScope | undefined = this.block;
    while (block !== undefined && !block.isLoop) block = block.previous;
    if (block !== undefined) block.breaks++;
    else {
      const serial = this.gotoSerial++;
      this.pending.push({ serial, name: undefined, line, active: 0, isResolved: false, resolve: () => {} });
    }
  }

  /** A `goto`; `resolve` gets its label, now or later. */
  addGoto(name: string, line: number, resolve: (label: Label) => void): void {
    const { chunk } = this;
    const known = chunk.version === "5.4" ? this.visibleLabel(name) : this.block.labels?.get(name);
    if (known !== undefined) {
      resolve(known.label);
      return;
    }
    chunk.checkList(chunk.pendingGotos++);
    const goto: PendingGoto = {
      serial: this.gotoSerial++,
      name,
      line,
      active: chunk.activeCount,
      isResolved: false,
      resolve,
    };
    this.pendingByName ??= new Map();
    const sameName = this.pendingByName.get(name);
    if (sameName === undefined) this.pendingByName.set(name, [goto]);
    else sameName.push(goto);
    this.pending.push(goto);
  }

  /** Fails when a label of this name is in the way: in the function (5.4) or in the block (5.3). */
  checkRepeatedLabel(name: string): void {
    const { chunk } = this;
    const other = chunk.version === "5.4" ? this.visibleLabel(name) : this.block.labels?.get(name);
    if (other !== undefined) {
      chunk.reporter.semanticError(`label '${name}' already defined on line ${other.label.line}`);
    }
  }

  /** Declares a label in the current block. {@link placeLabel} must follow. */
  declareLabel(name: string, line: number): LabelEntry {
    const { block, chunk } = this;
    const entry: LabelEntry = { label: { name, line, atBlockEnd: false, active: [] }, active: 0 };
    chunk.checkList(chunk.labels++);
    block.labels ??= new Map();
    block.labels.set(name, entry);
    return entry;
  }

  /**
   * Says which locals a label sees, once it is known whether it ends its block, and resolves the gotos that wait for it. At
   * the end of a block the locals of the block count as out of scope.
   */
  placeLabel(entry: LabelEntry, atBlockEnd: boolean): void {
    const all = this.activeVariables();
    const count = atBlockEnd ? this.block.active - this.firstActive : all.length;
    entry.active = this.firstActive + count;
    entry.label.atBlockEnd = atBlockEnd;
    entry.label.active = count === all.length ? all : all.slice(0, count);
    this.resolveGotos(entry);
  }

  private resolveGotos(entry: LabelEntry): void {
    const waiting = this.pendingByName?.get(entry.label.name);
    if (waiting === undefined) return;
    let first = waiting.length;
    while (first > 0 && waiting[first - 1]!.serial >= this.block.firstGoto) first--;
    for (const goto of waiting.splice(first)) {
      if (!goto.isResolved) this.resolve(goto, entry);
    }
  }

  private resolve(goto: PendingGoto, entry: LabelEntry): void {
    const { chunk } = this;
    if (goto.active < entry.active) {
      const local = chunk.active[goto.active]!.name;
      chunk.reporter.semanticError(
        `<goto ${entry.label.name}> at line ${goto.line} jumps into the scope of local '${local}'`,
      );
    }
    chunk.pendingGotos--;
    goto.isResolved = true;
    goto.resolve(entry.label);
  }

  /** The label of this name in the current block or one around it in the function. */
  private visibleLabel(name: string): LabelEntry | undefined {
    for (let block: BlockScope | undefined = this.block; block !== undefined; block = block.previous) {
      const entry = block.labels?.get(name);
      if (entry !== undefined) return entry;
    }
    return undefined;
  }

  /** The pending gotos of a block that was left now stand in the block around it, where 5.3 looks for their labels again. */
  private handOutGotos(left: BlockScope): void {
    const { pending } = this;
    if (pending.length === left.firstPending) return;
    const labels = this.chunk.version === "5.3" ? this.block.labels : undefined;
    let kept = left.firstPending;
    for (let i = kept; i < pending.length; i++) {
      const goto = pending[i]!;
      if (goto.isResolved) continue;
      if (goto.active > left.active) goto.active = left.active;
      const entry = goto.name === undefined ? undefined : labels?.get(goto.name);
      if (entry !== undefined) this.resolve(goto, entry);
      else pending[kept++] = goto;
    }
    if (kept < pending.length) pending.length = kept;
  }

  private reportUndefinedGoto(): void {
    const goto = this.pending.find((candidate) => !candidate.isResolved);
    if (goto === undefined) return;
    const { reporter, version } = this.chunk;
    if (goto.name !== undefined) {
      reporter.semanticError(`no visible label '${goto.name}' for <goto> at line ${goto.line}`);
    }
    reporter.semanticError(
      version === "5.4" ? `break outside loop at line ${goto.line}` : `<break> at line ${goto.line} not inside a loop`,
    );
  }
}
