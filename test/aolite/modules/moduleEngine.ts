/** An engine with some AO modules as globals, at the level of the machine. */

import type { AoModule } from "../../../src/aolite/modules/module.ts";
import { encodeUtf8 } from "../../../src/base/byteString.ts";
import type { LuaVersion } from "../../../src/base/version.ts";
import { compile } from "../../../src/compiler/compile.ts";
import { LIBRARIES, type LibraryName, librarySet, openLibraries } from "../../../src/stdlib/index.ts";
import { instantiate } from "../../../src/stdlib/load.ts";
import { SNAPSHOT_KINDS, snapshotNatives } from "../../../src/stdlib/snapshotKinds.ts";
import { CallContext } from "../../../src/vm/callContext.ts";
import { LimitFault, LuaThrow } from "../../../src/vm/errors.ts";
import { callFromHost, Run } from "../../../src/vm/run.ts";
import { decodeState } from "../../../src/vm/snapshot/decoder.ts";
import { encodeState } from "../../../src/vm/snapshot/encoder.ts";
import type { SnapshotRegistry } from "../../../src/vm/snapshot/registry.ts";
import { DEFAULT_LIMITS } from "../../../src/vm/state.ts";
import { LuaTable } from "../../../src/vm/table.ts";
import { type LuaValue, NativeFunction } from "../../../src/vm/value.ts";

/** Modules by the global that each becomes. */
export type Modules = Readonly<Record<string, AoModule>>;

const ALL = new Map((Object.keys(LIBRARIES) as LibraryName[]).map((name) => [name, true as const]));
const SETS = { "5.3": librarySet("5.3", ALL), "5.4": librarySet("5.4", ALL) };

/** An engine with all libraries, without modules. */
export function bareEngine(version: LuaVersion = "5.3"): CallContext {
  const cx = new CallContext(version, {}, { ...DEFAULT_LIMITS, memory: 2 ** 30 });
  openLibraries(cx, SETS[version]);
  cx.reserve = 2_000_000_000;
  return cx;
}

/** An engine with all libraries and these modules. */
export function moduleEngine(modules: Modules, version: LuaVersion = "5.3"): CallContext {
  const cx = bareEngine(version);
  for (const [name, module] of Object.entries(modules)) {
    const value = module.open(cx);
    cx.globals.setStr(name, value);
    for (const known of module.names) cx.loaded.setStr(known, value);
  }
  return cx;
}

/** A chunk of source text, which is encoded in UTF-8. */
export function chunk(cx: CallContext, source: string): LuaValue {
  return instantiate(cx, compile(encodeUtf8(source), "=test", cx.version), cx.globals);
}

/** Runs source text; its results. */
export function run(cx: CallContext, source: string, ...args: LuaValue[]): LuaValue[] {
  try {
    return callFromHost(cx, chunk(cx, source), args);
  } catch (fault) {
    // the runner cannot show what hangs on it
    if (fault instanceof LimitFault) throw new Error(`limit: ${fault.limit}`);
    throw fault;
  }
}

/** The first result, for expressions. */
export function value(cx: CallContext, expression: string, ...args: LuaValue[]): LuaValue {
  return run(cx, `return ${expression}`, ...args)[0];
}

/** The error value that source text ends with. */
export function errorOf(cx: CallContext, source: string, ...args: LuaValue[]): LuaValue {
  try {
    run(cx, source, ...args);
  } catch (thrown) {
    if (thrown instanceof LuaThrow) return thrown.value;
    throw thrown;
  }
  throw new Error(`no error: ${source}`);
}

/** Runs source text with a snapshot after each `units`, each restored in an engine of its own; results and number of snapshots. */
export function runWithSnapshots(
  modules: Modules,
  source: string,
  units: number,
): { results: LuaValue[]; stops: number } {
  let cx = moduleEngine(modules);
  const registry = registryOf(modules);
  let running = new Run(cx, chunk(cx, source), [], { canWait: false, suspends: true, limits: undefined });
  for (let stops = 0; ; stops++) {
    const results = running.step(units);
    if (results !== undefined) return { results, stops };
    const bytes = encodeState(cx, registry, { omitMeter: false, strip: false });
    cx = bareEngine();
    const saved = decodeState(bytes, cx, registry);
    running = Run.restore(cx, saved[0]!);
    running.mode = { canWait: false, suspends: true, limits: undefined };
  }
}

function registryOf(modules: Modules): SnapshotRegistry {
  const nativesById = snapshotNatives("5.3", SETS["5.3"]);
  const cx = bareEngine();
  const pending = Object.values(modules).map((module) => module.open(cx));
  for (let i = 0; i < pending.length; i++) {
    const v = pending[i];
    if (v instanceof LuaTable) v.forEachEntry((_, field: LuaValue) => void pending.push(field));
    else if (v instanceof NativeFunction && v.upvalues.length === 0) {
      const known = nativesById.get(v.name);
      if (known !== undefined && known !== v) throw new Error(`two natives named ${v.name}`);
      nativesById.set(v.name, v);
    }
  }
  const closures = Object.assign({}, SNAPSHOT_KINDS.closures, ...Object.values(modules).map((m) => m.closures));
  const states = Object.assign({}, SNAPSHOT_KINDS.states, ...Object.values(modules).map((m) => m.continuations));
  return {
    ...SNAPSHOT_KINDS,
    closures,
    states,
    nativesById,
    natives: new Map([...nativesById].map(([id, fn]) => [fn, id])),
    hostId: () => undefined,
    hostById: () => undefined,
  };
}
