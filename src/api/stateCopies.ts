/** What snapshots and forks do with an engine: its state as bytes, and copies of it. */
import { sha256 } from "../base/sha256.ts";
import type { LuaVersion } from "../base/version.ts";
import type { LibrarySet } from "../stdlib/index.ts";
import { SNAPSHOT_KINDS, snapshotNatives } from "../stdlib/snapshotKinds.ts";
import { CallContext } from "../vm/callContext.ts";
import type { SavedRun } from "../vm/run.ts";
import { type CloneRegistry, type Copied, cloneState } from "../vm/snapshot/clone.ts";
import { decodeState } from "../vm/snapshot/decoder.ts";
import { encodeState } from "../vm/snapshot/encoder.ts";
import { SnapshotFault } from "../vm/snapshot/format.ts";
import type { SnapshotRegistry } from "../vm/snapshot/registry.ts";
import type { NativeFunction } from "../vm/value.ts";
import { type Bridge, NULL_KIND } from "./bridge.ts";
import { LuaSnapshotError } from "./errors.ts";
import type { Execution } from "./execution.ts";
import { HostSide } from "./hostSide.ts";
import { type HostModules, moduleClosures } from "./modules.ts";
import type { Runner } from "./runner.ts";
import { Snapshot, type SnapshotOptions } from "./snapshot.ts";

/** An engine as copies see it. */
export interface CopiedEngine<L> {
  readonly name: string | undefined;
  readonly version: LuaVersion;
  readonly libraries: LibrarySet;
  readonly modules: HostModules<L> | undefined;
  readonly cx: CallContext;
  readonly bridge: Bridge;
  readonly runner: Runner;
}

/** A state that nobody runs, for forks to begin with. */
export interface Image {
  readonly source: CallContext;
  /** The bridge that the functions of the host in it belong to. */
  readonly origin: Bridge;
  readonly libraries: LibrarySet;
  /** The executions in it, and the rest of the host's side. */
  readonly copied: Copied;
  /** There is nothing but Lua values in it. */
  readonly isPlain: boolean;
}

/** What it takes to copy a state in which there is nothing but Lua values. */
const PLAIN_KINDS: Omit<CloneRegistry, "counterpart"> = Object.freeze({
  ...SNAPSHOT_KINDS,
  internals: {},
  runs: [],
  sections: {},
  isImage: false,
});

/** Copies the state of an engine. @throws LuaSnapshotError */
export function imageOf<L>(engine: CopiedEngine<L>): Image {
  const { cx, bridge, runner, libraries } = engine;
  const source = new CallContext(engine.version, cx.env, cx.limits);
  const host = new HostSide(cx, bridge, runner);
  const sections = Object.entries(host.ownSections).map(([name, section]) => [name, section.save()] as const);
  const copied = guard(
    engine,
    () =>
      cloneState(cx, source, {
        ...kinds(engine, host),
        runs: host.runs,
        sections: Object.fromEntries(sections),
        isImage: true,
        counterpart: null,
      }),
    true,
  );
  const { null: nullValue, errorMeta } = bridge.ownValues;
  const hasObjects = bridge.classes.size > 0 || nullValue !== undefined || errorMeta !== undefined;
  const isPlain = copied.isPlain && copied.runs.length === 0 && !hasObjects;
  return { source, origin: bridge, libraries, copied, isPlain };
}

/** Gives a fresh engine the state of an image. @returns the executions in it @throws LuaSnapshotError */
export function fillFrom<L>(engine: CopiedEngine<L>, image: Image): readonly Execution[] {
  const { cx, bridge, runner } = engine;
  const { origin } = image;
  const counterpart = origin.hasHostFunctions
    ? (fn: NativeFunction): NativeFunction | undefined => bridge.counterpart(fn, origin)
    : null;
  if (image.isPlain) {
    cloneState(image.source, cx, { ...PLAIN_KINDS, counterpart });
    return [];
  }
  bridge.copyClasses(origin);
  const host = new HostSide(cx, bridge, runner);
  return guard(engine, () => {
    const { runs, sections, settle } = cloneState(image.source, cx, {
      ...kinds(engine, host),
      ...image.copied,
      isImage: false,
      counterpart,
    });
    for (const [name, section] of Object.entries(host.ownSections)) {
      section.load(sections[name] as never, runs.length)();
    }
    settle();
    host.settle();
    return adopted(runner, runs, host);
  });
}

/** The state of an engine as bytes. @throws LuaSnapshotError */
export function snapshotOf<L>(engine: CopiedEngine<L>, options: SnapshotOptions): Snapshot {
  const { includeFs = false } = options;
  const omissions = { omitMeter: options.includeMeter === false, strip: options.strip === true, omitHistory: false };
  return guard(
    engine,
    () =>
      new Snapshot(encodeState(engine.cx, registry(engine, hostSide(engine, includeFs)), omissions), engine.version),
  );
}

/** A hash of what a script would find in an engine. @throws LuaSnapshotError */
export function contentHashOf<L>(engine: CopiedEngine<L>): string {
  const omissions = { omitMeter: true, strip: true, omitHistory: true };
  return guard(engine, () => sha256(encodeState(engine.cx, registry(engine, hostSide(engine)), omissions)));
}

/** Gives an engine the state of a snapshot. @returns the executions in it @throws LuaSnapshotError; then nothing has changed */
export function restoreFrom<L>(engine: CopiedEngine<L>, snapshot: Snapshot): readonly Execution[] {
  const { cx, runner, name } = engine;
  if (cx.collector.entries.length > 0) throw new LuaSnapshotError("the engine is running", "execution", name);
  const old = runner.unfinished;
  return guard(engine, () => {
    const host = hostSide(engine);
    const runs = decodeState(snapshot.toBytes(), cx, registry(engine, host));
    host.settle();
    runner.abandon(old);
    return adopted(runner, runs, host);
  });
}

function adopted(runner: Runner, runs: readonly SavedRun[], host: HostSide): readonly Execution[] {
  return runs.length === 0 ? [] : runner.adopt(runs, host.executions);
}

function hostSide<L>(engine: CopiedEngine<L>, includesFiles = false): HostSide {
  return guard(engine, () => new HostSide(engine.cx, engine.bridge, engine.runner, includesFiles));
}

function kinds<L>(
  { modules }: CopiedEngine<L>,
  { internals }: HostSide,
): typeof SNAPSHOT_KINDS & Pick<SnapshotRegistry, "internals"> {
  return {
    ...SNAPSHOT_KINDS,
    closures: { ...SNAPSHOT_KINDS.closures, ...moduleClosures(modules) },
    payloads: { ...SNAPSHOT_KINDS.payloads, null: NULL_KIND },
    internals,
  };
}

function registry<L>(engine: CopiedEngine<L>, host: HostSide): SnapshotRegistry {
  const { bridge } = engine;
  const nativesById = snapshotNatives(engine.version, engine.libraries);
  return {
    ...kinds(engine, host),
    nativesById,
    natives: new Map([...nativesById].map(([id, fn]) => [fn, id])),
    hostId: (fn) => bridge.snapshotId(fn),
    hostById: (id) => bridge.bySnapshotId(id) ?? fromModule(engine, id) ?? host.missingFunction(id),
    sections: host.sections,
    runs: () => host.runs,
  };
}

/** A function of a module whose value the host makes. */
function fromModule<L>({ modules, bridge }: CopiedEngine<L>, id: string): NativeFunction | undefined {
  try {
    modules?.recall(id);
  } catch {
    return undefined;
  }
  return bridge.bySnapshotId(id);
}

/** `isCopy`: what went wrong has no place yet, because copies are not made along paths. */
function guard<T, L>(engine: CopiedEngine<L>, work: () => T, isCopy = false): T {
  try {
    return work();
  } catch (fault) {
    if (!(fault instanceof SnapshotFault)) throw fault;
    const { message, path } = isCopy ? (placeOfRefusal(engine) ?? fault) : fault;
    throw new LuaSnapshotError(message, path, engine.name);
  }
}

/** Where a snapshot would be refused, functions of the host apart: those can be copied. */
function placeOfRefusal<L>(engine: CopiedEngine<L>): SnapshotFault | undefined {
  const own = registry(engine, hostSide(engine));
  const hostId = (fn: NativeFunction): string => own.hostId(fn) ?? "";
  try {
    encodeState(engine.cx, { ...own, hostId }, { omitMeter: false, strip: false, omitHistory: false });
    return undefined;
  } catch (fault) {
    return fault instanceof SnapshotFault ? fault : undefined;
  }
}
