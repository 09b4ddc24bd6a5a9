/** Makes {@link LuaFrame}s of the machine's stack levels, and finds the level behind a frame again. */
import { decodeUtf8 } from "../base/byteString.ts";
import { chunkId } from "../base/source.ts";
import { calleeName, lineAt, type NamedObject } from "../vm/debugInfo.ts";
import { captureLocals } from "../vm/localVariables.ts";
import type { StackLevel } from "../vm/stackLevels.ts";
import type { State } from "../vm/state.ts";
import { Closure, type Coroutine, Status, type LuaValue as Value } from "../vm/value.ts";
import { type LuaFrame, NAME_KINDS, type NameKind } from "./frames.ts";
import type { LuaValue } from "./values.ts";

const WORDS = 2;
/** Values of local variables as the host gets them. */
export function localsRecord(
  values: readonly (readonly [string, Value])[],
  toHost: (v: Value) => LuaValue,
): () => Record<string, LuaValue> {
  return () => {
    // names of a script must not meet those of JavaScript
    const record = Object.create(null) as Record<string, LuaValue>;
    for (const [name, value] of values) record[decodeUtf8(name)] = toHost(value);
    return record;
  };
}

/** See the file comment. One belongs to one engine. */
export class FrameViews {
  readonly #state: State;
  readonly #toHost: (v: Value) => LuaValue;
  readonly #levels: WeakMap<LuaFrame, StackLevel> = new WeakMap();
  /** Number of a coroutine in tracebacks. */
  readonly threadNumber: (co: Coroutine) => number;

  constructor(state: State, toHost: (v: Value) => LuaValue, threadNumber: (co: Coroutine) => number) {
    this.#state = state;
    this.#toHost = toHost;
    this.threadNumber = threadNumber;
  }

  /** The level that a frame shows. */
  levelOf(frame: LuaFrame): StackLevel | undefined {
    return this.#levels.get(frame);
  }

  /** A whole stack, with the gaps that tail calls left. */
  list(levels: readonly StackLevel[]): LuaFrame[] {
    const frames: LuaFrame[] = [];
    for (const level of levels) {
      const frame = this.of(level);
      frames.push(frame);
      if ((level.status & Status.TAIL) === 0) continue;
      const { thread } = frame;
      frames.push({ kind: "tail", name: undefined, nameKind: "", chunk: "", line: -1, thread });
    }
    return frames;
  }

  /** One level. Names are looked for when they are asked for. */
  of(level: StackLevel): LuaFrame {
    const { fn, pc } = level;
    const { is54 } = this.#state;
    let named: NamedObject | undefined | null = null;
    const find = (): NamedObject | undefined => {
      if (named === null) named = nameOf(level, is54);
      return named;
    };
    const isLua = fn instanceof Closure;
    const wantsLocals = isLua && this.#state.captureLocals && level.frame !== null;
    const captured = wantsLocals ? captureLocals(level.thread, level.frame!, pc) : undefined;
    const frame: LuaFrame = {
      kind: isLua ? (fn.code.proto.lineDefined === 0 ? "main" : "lua") : "host",
      get name() {
        const name = find()?.name ?? (isLua ? undefined : fn.name);
        return name === undefined ? undefined : decodeUtf8(name);
      },
      get nameKind() {
        const kind = find()?.kind ?? "";
        return NAME_KINDS.has(kind) ? (kind as NameKind) : "";
      },
      chunk: isLua ? decodeUtf8(chunkId(fn.code.proto.source)) : "[C]",
      line: isLua ? lineAt(fn.code.proto, pc - WORDS) : -1,
      thread: this.threadNumber(level.thread),
      ...(captured === undefined ? {} : { locals: localsRecord(captured, this.#toHost) }),
    };
    this.#levels.set(frame, level);
    return frame;
  }
}

function nameOf(level: StackLevel, is54: boolean): NamedObject | undefined {
  const { status, caller } = level;
  if ((status & Status.TAIL) !== 0) return undefined;
  if ((status & Status.FINALIZER) !== 0) return { kind: "metamethod", name: "__gc" };
  if ((status & Status.HOOK) !== 0) return { kind: "hook", name: "?" };
  return caller === undefined ? undefined : calleeName(caller, is54);
}
