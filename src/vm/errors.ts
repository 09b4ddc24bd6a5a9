import type { LuaValue } from "./value.ts";

/** A run that has ended, see `Run`. */
export interface EndedRun {
  /** Calls a function within what the run has left of its limits. */
  callAfter(fn: LuaValue, args: readonly LuaValue[]): LuaValue[];
}

/** A Lua error in flight: carries any Lua value (§2.3). Not an `Error`: raising one must be cheap. */
export class LuaThrow {
  readonly value: LuaValue;
  /** The run that it has ended: what is asked of the value later is part of that run. */
  ended: EndedRun | undefined = undefined;
  /** `debug.traceback` text taken where it was raised, when nobody in the script was going to catch it. */
  traceback: string | undefined = undefined;
  /** The frames that were running, when the host is going to see the error: see frameRecords.ts. */
  frames: readonly object[] | undefined = undefined;
  /** What a host function threw, when that is where the error began. */
  readonly cause: unknown;
  /** Raised when even the message handler ran out of stack: goes past handlers. */
  readonly isFinal: boolean;
  constructor(value: LuaValue, cause?: unknown, isFinal = false) {
    this.value = value;
    this.cause = cause;
    this.isFinal = isFinal;
  }
}

/** Names of limits, as in the options of an engine. */
export type LimitName =
  | "instructions"
  | "memory"
  | "allocation"
  | "callDepth"
  | "hostDepth"
  | "stringLength"
  | "stackSlots"
  | "coroutines"
  | "sourceLength"
  | "outputBytes"
  | "wallTime";

/** A limit was reached. No Lua construct can catch it: the execution is over. */
export class LimitFault {
  readonly limit: LimitName;
  readonly used: number;
  readonly allowed: number;
  /** The frames that were running: see frameRecords.ts. */
  frames: readonly object[] | undefined = undefined;
  /** Raised between two instructions: the next one has not begun. */
  readonly isBetween: boolean;
  constructor(limit: LimitName, used: number, allowed: number, isBetween = false) {
    this.isBetween = isBetween;
    this.limit = limit;
    this.used = used;
    this.allowed = allowed;
  }
}

/** Why an operation that has to wait for the host was refused: the `cause` of a {@link LuaThrow}. */
export class WaitFault {
  /** The function that wanted to wait: "io.read". */
  readonly operation: string;
  constructor(operation: string) {
    this.operation = operation;
  }
}

/** The host ended the execution (abort, `os.exit`). No Lua construct can catch it. */
export class AbortFault {
  readonly reason: unknown;
  constructor(reason: unknown) {
    this.reason = reason;
  }
}

/** The script asked to end the whole run (`os.exit`), with this exit code. */
export class ExitRequest {
  readonly code: number;
  readonly closeState: boolean;
  constructor(code: number, closeState: boolean) {
    this.code = code;
    this.closeState = closeState;
  }
}

/** A module could not be found or loaded: the `cause` of a {@link LuaThrow}. Byte strings. */
export class ModuleFault {
  readonly module: string;
  /** What the searchers had to say, line by line. */
  readonly tried: readonly string[];
  constructor(module: string, tried: readonly string[]) {
    this.module = module;
    this.tried = tried;
  }
}

/** The host named a function but did not hand in what it works with: the `cause` of a {@link LuaThrow}. */
export class SandboxFault {
  /** The part of the environment that is missing: "fs". */
  readonly capability: string;
  /** What was to be reached with it, a byte string: the name of a file, a command... */
  readonly resource: string;
  constructor(capability: string, resource: string) {
    this.capability = capability;
    this.resource = resource;
  }
}
