/** The host's side of an engine in snapshots and forks: its objects, clock, seed, files and executions. */
import { decodeUtf8, encodeUtf8 } from "../base/byteString.ts";
import type { LuaFile } from "../base/host.ts";
import type { LuaInteger } from "../base/luaFloat.ts";
import { type FileStream, OPEN_FILES } from "../stdlib/ioFile.ts";
import { initialSeed, SEED } from "../stdlib/random.ts";
import { type FileStore, libraryInternals, NO_STORE } from "../stdlib/snapshotInternals.ts";
import type { CallContext } from "../vm/callContext.ts";
import { Run, type SavedRun } from "../vm/run.ts";
import { malformed, SnapshotFault } from "../vm/snapshot/format.ts";
import type { InternalKind, Section } from "../vm/snapshot/registry.ts";
import {
  ANY,
  DOUBLE,
  LUA_INTEGER,
  list,
  NATURAL,
  optional,
  record,
  type Schema,
  STRING,
  TABLE,
} from "../vm/snapshot/schema.ts";
import type { State } from "../vm/state.ts";
import type { LuaTable as Table } from "../vm/table.ts";
import { Userdata, type LuaValue as Value } from "../vm/value.ts";
import type { Bridge } from "./bridge.ts";
import type { ClassData } from "./classData.ts";
import { HostObject } from "./hostObjects.ts";
import { isMemoryFile, MemoryFs, type MemoryFsContents } from "./memoryFs.ts";
import type { Runner } from "./runner.ts";
import { checkExecutions, EXECUTIONS, type SavedExecutions } from "./savedExecutions.ts";
import { VirtualClock } from "./virtualClock.ts";

/** See the file comment. One serves one snapshot, restoration or fork. */
export class HostSide {
  readonly #cx: CallContext;
  readonly #bridge: Bridge;
  readonly #runs: readonly Run[];
  readonly #savedRuns: readonly SavedRun[];
  readonly #files: StoredFiles | undefined;
  readonly #runner: Runner;
  /** The executions that a section has brought. */
  executions: SavedExecutions = { list: [], queue: [], suspended: [] };
  /** The objects with their userdata, and the names of the classes, that have been read. */
  readonly #objects: [object: object, userdata: Userdata][] = [];
  readonly #known: Set<string> = new Set();

  /** `includesFiles`: the files of a {@link MemoryFs} are part of it. @throws SnapshotFault when there is no such */
  constructor(cx: CallContext, bridge: Bridge, runner: Runner, includesFiles = false) {
    this.#bridge = bridge;
    this.#cx = cx;
    this.#runner = runner;
    this.#runs = runner.unfinished;
    this.#savedRuns = Run.save(this.#runs);
    const { fs } = this.#cx.env;
    if (includesFiles && !(fs instanceof MemoryFs)) throw new SnapshotFault("the file system is no MemoryFs", "fs");
    this.#files = fs instanceof MemoryFs ? new StoredFiles(fs, includesFiles) : undefined;
  }

  get runs(): readonly SavedRun[] {
    return this.#savedRuns;
  }

  /** The kinds of internal objects that there are. */
  get internals(): Readonly<Record<string, InternalKind>> {
    return { ...libraryInternals(this.#files ?? NO_STORE), instance: instanceKind(this.#bridge, this.#objects) };
  }

  /** The state is that of what has been read: the bridge takes that up as well. */
  settle(): void {
    this.#bridge.takeUp(this.#objects, this.#known);
  }

  /** What goes into snapshots. */
  get sections(): Readonly<Record<string, Section>> {
    return { ...this.ownSections, clock: this.#clock(), seed: this.#seed(), files: this.#fileSection() };
  }

  /** What goes into forks, which share clock, files and seed. */
  get ownSections(): Readonly<Record<string, Section>> {
    return { classes: this.#classes(), values: this.#values(), executions: this.#executions() };
  }

  /** A function that nobody knows. @throws SnapshotFault that says more about it than its name */
  missingFunction(id: string): undefined {
    const name = /^class ([^:]*): /.exec(id)?.[1];
    if (name !== undefined) definedClass(this.#bridge, encodeUtf8(name));
    return undefined;
  }

  #executions(): Section {
    return {
      schema: EXECUTIONS,
      save: () => this.#runner.tasks.save(this.#runs),
      load: (saved: SavedExecutions, runs) => {
        checkExecutions(saved, runs);
        return () => {
          this.executions = saved;
        };
      },
    };
  }

  /** The tables of classes: scripts may have changed them. */
  #classes(): Section {
    const bridge = this.#bridge;
    return {
      schema: CLASSES,
      save: () =>
        [...bridge.classes].map(([name, { data }]): SavedClass => {
          const { meta, table, methods } = data;
          return { name: encodeUtf8(name), meta, table, methods };
        }),
      load: (saved: SavedClass[]) => {
        const moves = saved.map(({ name, ...tables }) => [definedClass(bridge, name), tables] as const);
        return () => {
          for (const [cls, tables] of moves) {
            Object.assign(cls, tables);
            this.#known.add(decodeUtf8(cls.name));
          }
        };
      },
    };
  }

  /** What the engine itself has made for the host. */
  #values(): Section {
    return {
      schema: VALUES,
      save: () => this.#bridge.ownValues,
      load: (saved: { null: Value; errorMeta: Table | undefined }) => {
        const { null: nullValue, errorMeta } = saved;
        if (nullValue !== undefined && !(nullValue instanceof Userdata)) return malformed("null");
        return () => {
          this.#bridge.ownValues = { null: nullValue, errorMeta };
        };
      },
    };
  }

  #clock(): Section {
    const { clock } = this.#cx.env;
    return {
      schema: CLOCK,
      save: () => (clock instanceof VirtualClock ? { now: clock.now(), start: clock.start } : undefined),
      load: (saved: ClockTime | undefined) => () => {
        if (saved !== undefined && clock instanceof VirtualClock) clock.set(saved.now, saved.start);
      },
    };
  }

  /** The seed that generators still to be made will have. */
  #seed(): Section {
    const { env, libraryData } = this.#cx;
    return {
      schema: SEED_SCHEMA,
      save: () => libraryData.get(SEED) ?? (env.random === "entropy" ? undefined : initialSeed(env.random)),
      load: (seed: LuaInteger | undefined) => () => {
        if (seed === undefined || (env.random !== "entropy" && seed === initialSeed(env.random))) {
          libraryData.delete(SEED);
        } else libraryData.set(SEED, seed);
      },
    };
  }

  #fileSection(): Section {
    return {
      schema: FILES,
      save: () => this.#files?.save(this.#cx),
      load: (saved: MemoryFsContents | undefined) => {
        if (saved === undefined) return () => {};
        if (this.#files === undefined) throw new SnapshotFault("the snapshot has files, this engine no MemoryFs");
        return this.#files.load(saved);
      },
    };
  }
}

const CLASSES: Schema = list(record({ name: STRING, meta: TABLE, table: TABLE, methods: TABLE }));
const VALUES: Schema = record({ null: ANY, errorMeta: optional(TABLE) });
const CLOCK: Schema = optional(
  record({ now: DOUBLE, start: DOUBLE }, ({ now, start }: ClockTime) => Number.isFinite(now) && Number.isFinite(start)),
);
const SEED_SCHEMA: Schema = optional(LUA_INTEGER);
const FILES: Schema = optional(
  record({
    directories: list(STRING),
    files: list(record({ path: STRING, content: STRING })),
    open: list(record({ file: NATURAL, mode: STRING, position: NATURAL })),
  }),
);
const INSTANCE_HEAD: Schema = record({ name: STRING });
const INSTANCE_BODY: Schema = record({ data: ANY });

interface ClockTime {
  readonly now: number;
  readonly start: number;
}

interface SavedClass {
  readonly name: string;
  readonly meta: Table;
  readonly table: Table;
  readonly methods: Table;
}

/** @throws SnapshotFault when the engine has no such class */
function definedClass(bridge: Bridge, name: string): ClassData {
  const text = decodeUtf8(name);
  const cls = bridge.classes.get(text);
  if (cls === undefined) throw new SnapshotFault(`class '${text}' is not defined in this engine`);
  return cls.data;
}

// ------------------------------------------------------------------ instances

/** Objects of the host, kept by the hooks of their classes. */
function instanceKind(bridge: Bridge, read: [object: object, userdata: Userdata][]): InternalKind {
  return {
    isPayload: true,
    isDormant: true,
    head: INSTANCE_HEAD,
    body: INSTANCE_BODY,
    matches: (object) => object instanceof HostObject,
    save: (object: HostObject, state, refuse) => {
      const { cls } = object;
      if (cls === undefined) return refuse("an object of the host that has no class");
      if (cls.snapshot === undefined) return refuse(`class '${decodeUtf8(cls.name)}' has no snapshot hooks`);
      return { head: { name: cls.name }, body: { data: savedData(bridge, state, object, refuse) } };
    },
    make: (_, { name }: { name: string }) => {
      const cls = definedClass(bridge, name);
      if (cls.snapshot === undefined) throw new SnapshotFault(`class '${decodeUtf8(name)}' has no snapshot hooks`);
      return new HostObject(undefined, cls);
    },
    fill: (object: HostObject, { data }: { data: Value }) => {
      const cls = object.cls!;
      object.maker = () => {
        const made: unknown = cls.snapshot!.load(bridge.toHost(data));
        if (typeof made !== "object" || made === null) throw new TypeError("load: no object");
        return made;
      };
    },
    carry: (object: HostObject, userdata: Userdata) => {
      object.owner = userdata;
    },
    finish: (object: HostObject) => {
      let value: object;
      try {
        value = object.value;
      } catch (thrown) {
        if (thrown instanceof SnapshotFault) throw thrown;
        throw new SnapshotFault(`class '${decodeUtf8(object.cls!.name)}': ${textOf(thrown)}`);
      }
      if (object.owner !== null) read.push([value, object.owner]);
    },
  };
}

/** What the hook gives, as a Lua value. Making it is not the script's doing: it costs nothing. */
function savedData(bridge: Bridge, state: State, object: HostObject, refuse: (what: string) => never): Value {
  const { allocated, allocationDebt } = state;
  state.allocationDebt = Number.POSITIVE_INFINITY;
  try {
    return bridge.fromHost(object.cls!.snapshot!.save(object.value));
  } catch (thrown) {
    return refuse(`class '${decodeUtf8(object.cls!.name)}': ${textOf(thrown)}`);
  } finally {
    bridge.takeCost();
    state.allocated = allocated;
    state.allocationDebt = allocationDebt;
  }
}

function textOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

// ------------------------------------------------------------------ files

/** The files of a {@link MemoryFs} as part of a snapshot. */
class StoredFiles implements FileStore {
  readonly #fs: MemoryFs;
  readonly #isIncluded: boolean;
  readonly #indices: Map<unknown, number> = new Map();
  #opened: readonly LuaFile[] = [];

  constructor(fs: MemoryFs, isIncluded: boolean) {
    this.#fs = fs;
    this.#isIncluded = isIncluded;
  }

  save(cx: CallContext): MemoryFsContents | undefined {
    if (!this.#isIncluded) return undefined;
    const streams = (cx.libraryData.get(OPEN_FILES) as Set<FileStream> | undefined) ?? [];
    const hosts = [...streams].flatMap(({ host }) => (host !== undefined && isMemoryFile(host) ? [host] : []));
    for (const [i, host] of hosts.entries()) this.#indices.set(host, i);
    return this.#fs.contents(hosts);
  }

  load(contents: MemoryFsContents): () => void {
    try {
      const { open, commit } = this.#fs.prepare(contents);
      this.#opened = open;
      return commit;
    } catch (thrown) {
      throw new SnapshotFault(`files: ${textOf(thrown)}`);
    }
  }

  indexOf(file: unknown): number | undefined {
    return this.#indices.get(file);
  }

  at(index: number): LuaFile {
    return this.#opened[index] ?? malformed("open file");
  }
}
