/**
 * Heap objects of the machine and the type of all Lua values. They refer to each other, so they share a file; each is
 * plain data (no JavaScript closures), so that a suspended machine can be saved and restored.
 */
import type { LuaFloat } from "../base/luaFloat.ts";
import type { Proto } from "../compiler/bytecode/proto.ts";
import type { Shape } from "./shape.ts";
import type { LuaTable } from "./table.ts";

/** Any Lua value (§2.1); see base/luaFloat.ts for numbers. */
export type LuaValue =
  | undefined
  | boolean
  | number
  | bigint
  | LuaFloat
  | string
  | LuaTable
  | Closure
  | NativeFunction
  | Coroutine
  | Userdata;

/** A captured local variable (§3.5). Closures that capture the same variable share one box. */
export class UpValue {
  v: LuaValue;
  mark = 0;
  constructor(v: LuaValue) {
    this.v = v;
  }
}

/** One step of an `__index` chain as an inline cache found it. */
export interface CacheLink {
  readonly meta: LuaTable;
  readonly metaShape: Shape;
  readonly metaSlot: number;
  /** The table that `__index` holds, and its shape. */
  readonly table: LuaTable;
  readonly shape: Shape;
}

/** One inline cache of a field access: see interpreter rules. A fresh one matches no table. */
export class FieldCache {
  /** Shape of the receiver for which the rest holds. */
  shape: Shape | null = null;
  /** Its slot, or for a store that adds a key: the slot of the new key. */
  slot = 0;
  /** For a store that adds a key: the shape after it; otherwise null. */
  next: Shape | null = null;
  /** For a load through `__index`: metatable, its shape and slot of `__index`, the holder, its shape and slot. */
  meta: LuaTable | null = null;
  metaShape: Shape | null = null;
  metaSlot = 0;
  holder: LuaTable | null = null;
  holderShape: Shape | null = null;
  holderSlot = 0;
  /** For a load through more than one `__index`: the chain; `slot` is then that of the last table. */
  links: readonly CacheLink[] | null = null;
  /** The same site for another shape. */
  other: FieldCache | null = null;
}

/** What an engine keeps for each prototype it runs: shared by all closures of it. */
export class Code {
  readonly proto: Proto;
  readonly words: Int32Array;
  readonly constants: readonly LuaValue[];
  /** Inline caches by instruction index (pc >> 1), made when first needed. */
  readonly caches: (FieldCache | null)[];
  /** Codes of nested prototypes, made when first needed. */
  readonly nested: (Code | null)[];
  readonly parameters: number;
  readonly isVararg: boolean;
  readonly maxStackSize: number;
  mark = 0;

  constructor(proto: Proto) {
    this.proto = proto;
    this.words = proto.code;
    this.constants = proto.constants;
    this.caches = new Array<FieldCache | null>(proto.code.length >> 1).fill(null);
    this.nested = new Array<Code | null>(proto.protos.length).fill(null);
    this.parameters = proto.parameters;
    this.isVararg = proto.isVararg;
    this.maxStackSize = proto.maxStackSize;
  }
}

/** A Lua function value. */
export class Closure {
  readonly code: Code;
  readonly upvalues: UpValue[];
  mark = 0;
  constructor(code: Code, upvalues: UpValue[]) {
    this.code = code;
    this.upvalues = upvalues;
  }
}

/** A function implemented by the library or the host. `impl` takes a `CallContext` (see callContext.ts). */
export class NativeFunction {
  /** Qualified name, for messages and snapshots: "string.rep". */
  readonly name: string;
  readonly impl: (cx: never) => number;
  /** Values the function carries (C upvalues), for instance the wrapped coroutine. */
  readonly upvalues: LuaValue[];
  mark = 0;
  constructor(name: string, impl: (cx: never) => number, upvalues: LuaValue[] = []) {
    this.name = name;
    this.impl = impl;
    this.upvalues = upvalues;
  }
}

/** A full userdata: an opaque host payload, a metatable and user values. */
export class Userdata {
  /** Set once; snapshots make the userdata first. */
  payload: unknown;
  meta: LuaTable | null = null;
  readonly uservalues: LuaValue[];
  mark = 0;
  constructor(payload: unknown, uservalues: LuaValue[] = []) {
    this.payload = payload;
    this.uservalues = uservalues;
  }
}

/**
 * Frame status: the low bits say what happens to the results when the frame returns, the others are flags. 0 is an
 * ordinary call; the interpreter's fast return path handles just that (and TAIL).
 */
export enum Status {
  /** An ordinary call: `wanted` results go to `ret` and above. */
  CALL = 0,
  /** A metamethod called by an instruction: its first result goes to stack index `dest`. */
  STORE = 1,
  /** A comparison metamethod: the truth of its result decides the jump of the instruction at pc - 2. */
  TEST = 2,
  /** Results are dropped (`__newindex`, `__close`, `__gc`, hooks). */
  DROP = 3,
  /** `__concat`: store at `dest`, then go on with the CONCAT instruction. */
  CONCAT = 4,
  /** The frame below is a native frame waiting with a continuation. */
  NATIVE = 5,
  /** First frame of a coroutine. */
  BOTTOM = 6,
  /** A message handler: its first result replaces the error and unwinding goes on. */
  HANDLER = 7,
  /** A `__close` metamethod called while unwinding to the native frame below. */
  UNWIND = 8,
  /** An `__lt` that stands in for `__le` with swapped operands (5.3): like TEST, negated. */
  TEST_NOT = 9,
  /** A native called by TAILCALL: its results are those of the Lua frame below, which ends. */
  TAILED = 10,
  /** Like DROP, and the instruction that made the call runs once more. */
  AGAIN = 11,
  FINISH_MASK = 15,
  /** Entered by a tail call. */
  TAIL = 16,
  /** Errors above stop here and go to the continuation (pcall, xpcall). */
  PROTECTED = 32,
  /** Called as a debug hook. */
  HOOK = 64,
  /** Called as a finaliser. */
  FINALIZER = 128,
  /** Counted in the coroutine's nativeDepth. */
  NESTED = 256,
  /** Native frames: an error is being unwound to here. */
  FAILED = 512,
  /** Everything the fast return path cannot handle. */
  SLOW = 15 | 32 | 64 | 128 | 256 | 512,
}

/** A named function that goes on with a native's work when a call it made has returned. */
export class Continuation {
  /** All continuations of the program: complete when its modules are loaded, and the same for all engines. */
  static readonly byName: ReadonlyMap<string, Continuation> = new Map();
  /** Unique, for snapshots: "table.sort". */
  readonly name: string;
  readonly run: (cx: never, state: never) => number;
  /** The host sees the errors of protected calls that it makes: the error in flight goes into `state.thrown`. */
  readonly observesErrors: boolean;
  /** @throws Error when another continuation has this name */
  constructor(name: string, run: (cx: never, state: never) => number, observesErrors = false) {
    this.name = name;
    this.run = run;
    this.observesErrors = observesErrors;
    if (Continuation.byName.has(name)) throw new Error(`two continuations named "${name}"`);
    (Continuation.byName as Map<string, Continuation>).set(name, this);
  }
}

/**
 * One activation (PUC's CallInfo). Frames form a doubly linked list and are reused: never keep one across a return.
 * A native has a frame only while it waits for a call it made; a running native is described by the state.
 */
export class Frame {
  fn: Closure | NativeFunction;
  readonly prev: Frame | null;
  next: Frame | null = null;
  /** Stack index of register 0 (Lua) or of argument 1 (native). */
  base = 0;
  /** Stack index where results go: the slot of the function in the caller's registers. */
  ret = 0;
  /** Number of results the caller wants, -1 for all. */
  wanted = 0;
  /** Lua: pc of the next instruction. */
  pc = 0;
  /** Lua: number of extra arguments, which lie just below base; only meaningful in vararg functions. */
  varargs = 0;
  /** Lua: end of the open list of values last made (CALL, VARARG with C = 0). Native: where its calls go. */
  top = 0;
  /** See {@link Status}. */
  status: number = Status.CALL;
  /** Stack index for STORE and CONCAT. */
  dest = 0;
  /** Lua, while hooks are active: pc of the last instruction begun (PUC's oldpc); stale otherwise. */
  hookPc = -1;
  /** Native frames: what goes on when the call returns, and its data. Null: the results of the call are the native's. */
  continuation: Continuation | null = null;
  state: unknown = undefined;
  /** Protected native frames: the message handler (xpcall), and the error while unwinding to here. */
  handler: LuaValue = undefined;
  error: LuaValue = undefined;
  constructor(fn: Closure | NativeFunction, prev: Frame | null) {
    this.fn = fn;
    this.prev = prev;
  }
}

/** Status of a coroutine (§6.2). */
export type CoroutineStatus = "suspended" | "running" | "normal" | "dead";

/** A coroutine (Lua type "thread"): a stack of values and a list of frames. */
export class Coroutine {
  stack: LuaValue[];
  /** The running frame; null before the first and after the last one. */
  frame: Frame | null = null;
  /** Frame objects made so far, live or for reuse, and the first of them. */
  frameCount = 0;
  firstFrame: Frame | null = null;
  status: CoroutineStatus = "suspended";
  /** Who resumed it. */
  resumer: Coroutine | null = null;
  /** Started by the host: cannot yield. */
  readonly isRoot: boolean;
  /** Stack indices of variables to be closed (§3.3.8), ascending. */
  readonly tbc: number[] = [];
  /** The error that ended it, until `coroutine.close` reports it. */
  failed = false;
  failure: LuaValue = undefined;
  /** Frame records of an error on its way to the host: see frameRecords.ts. */
  trail: object | null = null;
  /** Natives and metamethods nested in this coroutine and those that resumed it ("C stack overflow" counts them). */
  nativeDepth = 0;
  /** The part of nativeDepth that belongs to the resumers. */
  baseDepth = 0;
  /** Message handlers running, nested. */
  handlerDepth = 0;
  /** Debug hook (§6.10): the function, nil when the mask was inherited without it; see hooks.ts for the mask. */
  hook: LuaValue = undefined;
  hookMask = 0;
  hookCount = 0;
  /** Instructions left until the next count event. */
  hookLeft = 0;
  /** A hook is running: no hooks meanwhile. */
  inHook = false;
  /** The frame whose last instruction may have jumped to pc 0; null: a frame at pc 0 is a new one. */
  hookFrame: Frame | null = null;
  /** Events still to be reported before the next instruction, as a mask; -1 when not yet determined. */
  hookDue = -1;
  /** What the running call or return hook was told about (`getinfo` "r"): index of the first value, and how many. */
  hookFirst = 0;
  hookTransfer = 0;
  mark = 0;
  constructor(stack: LuaValue[], isRoot: boolean) {
    this.stack = stack;
    this.isRoot = isRoot;
  }
}

/** A callable function value. */
export type LuaFunction = Closure | NativeFunction;
