/** Which lines of which chunks have code, as far as the engine has met them: for breakpoints. */
import { encodeUtf8 } from "../base/byteString.ts";
import { chunkId } from "../base/source.ts";
import type { Proto } from "../compiler/bytecode/proto.ts";
import type { State } from "../vm/state.ts";
import { LuaTable } from "../vm/table.ts";
import { Closure, Coroutine, NativeFunction, UpValue, Userdata } from "../vm/value.ts";

/** Lines of the functions of one chunk name. */
class Lines {
  readonly #lines: Set<number> = new Set();
  #sorted: number[] | undefined;

  add(line: number): void {
    if (line < 1 || this.#lines.has(line)) return;
    this.#lines.add(line);
    this.#sorted = undefined;
  }

  /** The first line from `line` on that has code. */
  next(line: number): number | undefined {
    this.#sorted ??= [...this.#lines].sort((a, b) => a - b);
    return this.#sorted.find((at) => at >= line);
  }
}

/** See the file comment. */
export class ChunkLines {
  readonly #state: State;
  readonly #seen: WeakSet<Proto> = new WeakSet();
  readonly #chunks: Map<string, Lines> = new Map();
  /** Names wanted, as hosts give them, and the byte strings that they are. */
  readonly #names: Map<string, string> = new Map();

  constructor(state: State) {
    this.#state = state;
  }

  /** Whether a function is of the chunk that the host calls `chunk`. */
  isOf(proto: Proto, chunk: string): boolean {
    const name = this.#bytes(chunk);
    return proto.source === name || chunkId(proto.source) === name;
  }

  #bytes(chunk: string): string {
    let bytes = this.#names.get(chunk);
    if (bytes === undefined) {
      bytes = encodeUtf8(chunk);
      this.#names.set(chunk, bytes);
    }
    return bytes;
  }

  /** Learns the lines of a function and those inside it. */
  see(proto: Proto): void {
    if (this.#seen.has(proto)) return;
    const found = [proto];
    for (let at = found.pop(); at !== undefined; at = found.pop()) {
      if (this.#seen.has(at)) continue;
      this.#seen.add(at);
      const lines = this.#linesOf(at.source);
      const short = this.#linesOf(chunkId(at.source));
      for (const line of at.lines) {
        lines.add(line);
        short.add(line);
      }
      found.push(...at.protos);
    }
  }

  #linesOf(name: string): Lines {
    let lines = this.#chunks.get(name);
    if (lines === undefined) {
      lines = new Lines();
      this.#chunks.set(name, lines);
    }
    return lines;
  }

  /** The first line of a chunk from `line` on that has code; undefined when none is known. */
  next(chunk: string, line: number): number | undefined {
    return this.#chunks.get(this.#bytes(chunk))?.next(line);
  }

  /** Looks for functions of a chunk among all that scripts can reach, unless some are known. */
  search(chunk: string): void {
    if (this.#chunks.has(this.#bytes(chunk))) return;
    const { globals, registry, loaded, main, current, collector, stringMeta } = this.#state;
    const met = new Set<object>();
    const rest: unknown[] = [globals, registry, loaded, main, current, stringMeta];
    for (const { root, current: at } of collector.parked) rest.push(root, at);
    for (const entry of collector.entries) rest.push(entry.current);
    while (rest.length > 0) {
      const v = rest.pop();
      if (typeof v !== "object" || v === null || met.has(v)) continue;
      met.add(v);
      if (v instanceof Closure) this.see(v.code.proto);
      pushReferences(v, rest);
    }
  }
}

/** What an object of the machine refers to. */
function pushReferences(v: object, rest: unknown[]): void {
  if (v instanceof LuaTable) {
    rest.push(v.meta);
    v.forEachEntry((key: unknown, value: unknown) => {
      if (typeof key === "object") rest.push(key);
      if (typeof value === "object") rest.push(value);
    });
  } else if (v instanceof Closure) {
    for (const upvalue of v.upvalues) rest.push(upvalue.v);
  } else if (v instanceof UpValue) {
    rest.push(v.v);
  } else if (v instanceof NativeFunction) {
    for (const upvalue of v.upvalues) rest.push(upvalue);
  } else if (v instanceof Userdata) {
    rest.push(v.meta);
    for (const value of v.uservalues) rest.push(value);
  } else if (v instanceof Coroutine) {
    for (const value of v.stack) if (typeof value === "object") rest.push(value);
    for (let frame = v.frame; frame !== null; frame = frame.prev) rest.push(frame.fn);
    rest.push(v.resumer);
  }
}
