/** Saving and copying the engines of processes: what is in them beside the standard libraries. */
import { requireFunction } from "../../stdlib/require.ts";
import { SNAPSHOT_KINDS } from "../../stdlib/snapshotKinds.ts";
import { LAX_ITERATOR, STRICT_ITERATOR } from "../../stdlib/utf8.ts";
import type { CallContext } from "../../vm/callContext.ts";
import { BETWEEN, CLOSE_STATE } from "../../vm/finalizers.ts";
import { CLOSING } from "../../vm/machine.ts";
import { HOST_FUNCTION } from "../../vm/run.ts";
import { cloneState } from "../../vm/snapshot/clone.ts";
import { decodeState } from "../../vm/snapshot/decoder.ts";
import { encodeState } from "../../vm/snapshot/encoder.ts";
import { SnapshotFault } from "../../vm/snapshot/format.ts";
import type { SnapshotRegistry } from "../../vm/snapshot/registry.ts";
import { LuaTable } from "../../vm/table.ts";
import { Closure, type LuaValue, NativeFunction } from "../../vm/value.ts";
import { AO_MODULES, MODULE_NATIVES, openModule } from "../modules/index.ts";
import { RUNTIME_KINDS } from "../runtime/index.ts";
import { AoError } from "./aoError.ts";
import { type EngineKit, LINK_KEY } from "./engineKit.ts";
import { EVAL_NATIVES, EVAL_STATES } from "./evalHandlers.ts";
import { MODULE_FILE_STATES } from "./moduleFile.ts";
import { ProcessEngine } from "./processEngine.ts";

type Kinds = typeof SNAPSHOT_KINDS;

/** What libraries, modules, runtime and simulator contribute. */
function allKinds(): Kinds {
  return {
    ...SNAPSHOT_KINDS,
    closures: { ...SNAPSHOT_KINDS.closures, ...RUNTIME_KINDS.closures },
    states: { ...SNAPSHOT_KINDS.states, ...RUNTIME_KINDS.states, ...EVAL_STATES, ...MODULE_FILE_STATES },
    payloads: { ...SNAPSHOT_KINDS.payloads, ...RUNTIME_KINDS.payloads },
    caches: [...SNAPSHOT_KINDS.caches, ...RUNTIME_KINDS.caches, LINK_KEY],
    fixtures: [...SNAPSHOT_KINDS.fixtures, ...RUNTIME_KINDS.fixtures],
  };
}

const KINDS: Kinds = Object.freeze(allKinds());

/** Nothing in a process belongs to a host or runs between messages. */
const NO_HOST = { internals: {}, sections: {} } as const;

/** The native functions without upvalues of a fresh process, by names that are the same in every one. */
function nativesOf(kit: EngineKit): Map<string, NativeFunction> {
  const cx = kit.make();
  ProcessEngine.open(kit, cx, { id: "", module: "" });
  for (const module of AO_MODULES) openModule(cx, module);
  const byId = new Map<string, NativeFunction>();
  const known = new Set<NativeFunction>();
  const add = (fn: NativeFunction, name: string): void => {
    if (fn.upvalues.length > 0 || known.has(fn)) return;
    known.add(fn);
    let id = name;
    while (byId.has(id)) id += "'";
    byId.set(id, fn);
  };
  for (const v of reachable(cx)) if (v instanceof NativeFunction) add(v, v.name);
  for (const fn of [...EVAL_NATIVES, ...MODULE_NATIVES, STRICT_ITERATOR, LAX_ITERATOR]) add(fn, fn.name);
  if (cx.nextFunction !== null) add(cx.nextFunction, "(next)");
  if (cx.ipairsIterator !== null) add(cx.ipairsIterator, cx.ipairsIterator.name);
  if (cx.tostringFunction !== undefined) add(cx.tostringFunction, "(tostring)");
  // sources that are modules are booted with it
  add(requireFunction(cx), "(require)");
  add(HOST_FUNCTION, "(host)");
  add(CLOSING, "(closing)");
  add(BETWEEN, BETWEEN.name);
  add(CLOSE_STATE, CLOSE_STATE.name);
  return byId;
}

/** Everything that can be reached from the tables of an engine. */
function reachable(cx: CallContext): Set<object> {
  const seen = new Set<object>();
  const pending: LuaValue[] = [cx.globals, cx.loaded, cx.registry, cx.stringMeta ?? undefined];
  for (let v = pending.pop(); v !== undefined || pending.length > 0; v = pending.pop()) {
    if (typeof v !== "object" || seen.has(v)) continue;
    seen.add(v);
    if (v instanceof LuaTable) {
      if (v.meta !== null) pending.push(v.meta);
      v.forEachEntry((key: LuaValue, value: LuaValue) => {
        if (typeof key === "object") pending.push(key);
        if (typeof value === "object") pending.push(value);
      });
    } else if (v instanceof NativeFunction) pending.push(...v.upvalues.filter((up) => typeof up === "object"));
    else if (v instanceof Closure) for (const box of v.upvalues) if (typeof box.v === "object") pending.push(box.v);
  }
  return seen;
}

/** Saves and reads the engines of one kit. */
export class StateCodec {
  readonly #kit: EngineKit;
  #registry: SnapshotRegistry | undefined;

  constructor(kit: EngineKit) {
    this.#kit = kit;
  }

  #registryOf(): SnapshotRegistry {
    if (this.#registry === undefined) {
      const nativesById = nativesOf(this.#kit);
      this.#registry = {
        ...KINDS,
        ...NO_HOST,
        runs: () => [],
        nativesById,
        natives: new Map([...nativesById].map(([id, fn]) => [fn, id])),
        hostId: () => undefined,
        hostById: () => undefined,
      };
    }
    return this.#registry;
  }

  /** The state of a process as bytes. @throws AoError naming what cannot be saved */
  encode(id: string, engine: ProcessEngine): Uint8Array {
    try {
      return encodeState(engine.cx, this.#registryOf(), { omitMeter: false, strip: false, omitHistory: false });
    } catch (fault) {
      if (fault instanceof SnapshotFault)
        throw new AoError(`process ${id} cannot be saved: ${fault.path}: ${fault.message}`);
      throw fault;
    }
  }

  /** The process that the bytes say. @throws AoError */
  decode(kit: EngineKit, id: string, bytes: Uint8Array): ProcessEngine {
    const cx = kit.make();
    try {
      decodeState(bytes, cx, this.#registryOf());
    } catch (fault) {
      if (fault instanceof SnapshotFault) throw new AoError(`process ${id} cannot be restored: ${fault.message}`);
      throw fault;
    }
    return ProcessEngine.of(kit, cx);
  }
}

/** An independent copy of a process, for a world with that kit. @throws AoError */
export function copyEngine(engine: ProcessEngine, kit: EngineKit = engine.kit): ProcessEngine {
  const cx = kit.blank();
  try {
    cloneState(engine.cx, cx, { ...KINDS, ...NO_HOST, runs: [], isImage: false, counterpart: null }).settle();
  } catch (fault) {
    if (fault instanceof SnapshotFault) throw new AoError(`process cannot be copied: ${fault.path}: ${fault.message}`);
    throw fault;
  }
  return ProcessEngine.of(kit, cx);
}
