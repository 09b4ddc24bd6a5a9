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
  readonly payload: unknown;
  meta: LuaTable | null = null;
  readonly uservalues: LuaValue[];
  mark = 0;
  constructor(payload: unknown, uservalues: LuaValue[] = []) {
    this.payload = payload;
    this.uservalues = uservalues;
  }
}

/** What to do with the results when a frame returns; see Frame.wanted for the ordinary case. */
export enum Finish {
  /** An ordinary call. */
  CALL,
  /** A metamethod called by an instruction: its first result goes to register `dest` (absolute index). */
  STORE,
  /** A comparison metamethod: the truth of its result decides the jump of the instruction at pc - 2. */
  TEST,
  /** Results are dropped (`__newindex`, `__close`, `__gc`, hooks). */
  DROP,
  /** `__concat`: store, then go on with the CONCAT instruction. */
  CONCAT,
  /** The frame below is a native frame waiting with a continuation. */
  NATIVE,
  /** First frame of a coroutine. */
  BOTTOM,
}

/** A named function that goes on with a native's work when a call it made has returned. */
export class Continuation {
  /** Unique, for snapshots: "table.sort". */
  readonly name: string;
  readonly run: (cx: never, state: never) => number;
  constructor(name: string, run: (cx: never, state: never) => number) {
    this.name = name;
    this.run = run;
  }
}

/** One activation (PUC's CallInfo). Frames are pooled by their coroutine: never keep one across a return. */
export class Frame {
  /** The running function; natives have a frame only while they wait for a call they made. */
  fn: Closure | NativeFunction;
  /** Stack index of register 0 (Lua) or of argument 1 (native). The function value is not always at base - 1 (varargs). */
  base = 0;
  /** Stack index where results go: the slot of the function in the caller's registers. */
  ret = 0;
  /** Number of results the caller wants, -1 for all. */
  wanted = 0;
  /** Lua: pc of the next instruction. */
  pc = 0;
  /** Number of extra arguments, which lie just below base. */
  varargs = 0;
  /** First free stack index above the arguments (native) or the last open result list (Lua). */
  top = 0;
  finish: Finish = Finish.CALL;
  /** Absolute stack index for Finish.STORE and CONCAT. */
  dest = 0;
  isTail = false;
  /** The frame was called as a finaliser or hook: shown so in tracebacks. */
  isHook = false;
  isFinalizer = false;
  /** Native frames: what goes on when the call returns, and its data. */
  continuation: Continuation | null = null;
  state: unknown = undefined;
  /** Native frames: errors above stop here and go to the continuation (pcall, xpcall). */
  isProtected = false;
  /** Number of entries of the coroutine's to-be-closed list below this frame. */
  tbcBase = 0;
  constructor(fn: Closure | NativeFunction) {
    this.fn = fn;
  }
}

/** Status of a coroutine (§6.2); "normal" and "running" are told apart by who is current. */
export type CoroutineStatus = "suspended" | "running" | "normal" | "dead";

/** A coroutine (Lua type "thread"): a stack of values and a stack of frames. */
export class Coroutine {
  stack: LuaValue[];
  /** Frame objects, reused; live ones are 0 to depth. */
  readonly frames: Frame[] = [];
  /** Index of the running frame, -1 when there is none. */
  depth = -1;
  status: CoroutineStatus = "suspended";
  /** Who resumed it. */
  resumer: Coroutine | null = null;
  /** Stack indices of variables to be closed (§3.3.8), ascending. */
  readonly tbc: number[] = [];
  /** The error that killed it, for tracebacks of the dead. */
  failure: LuaValue = undefined;
  /** Debug hook of this coroutine (§6.10), opaque to this file. */
  hook: unknown = null;
  /** Natives nested through calls of natives ("C stack overflow" counts them). */
  nativeDepth = 0;
  mark = 0;
  constructor(stack: LuaValue[]) {
    this.stack = stack;
  }
}

/** A callable function value. */
export type LuaFunction = Closure | NativeFunction;
