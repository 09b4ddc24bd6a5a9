/**
 * The runtime of one AO process (AO 5): the tables `ao`, `Handlers` and `process` and the globals that programs expect. All
 * of it belongs to a table of globals, so that several runtimes can live in one state. What the host lends is handed in with
 * {@link connectRuntime}.
 */
import { type CallContext, nativeFunction } from "../../vm/callContext.ts";
import { SIZE } from "../../vm/gas.ts";
import { LuaTable } from "../../vm/table.ts";
import type { LuaValue, NativeFunction } from "../../vm/value.ts";
import { apmHandlers, apmModule, openApm } from "../modules/apm.ts";
import { BASE64 } from "../modules/base64.ts";
import { chanceState } from "../modules/chance.ts";
import { dumpModule } from "../modules/dump.ts";
import { handlersUtilsModule } from "../modules/handlersUtils.ts";
import { connectRuntime } from "../modules/host.ts";
import { jsonModule } from "../modules/json.ts";
import type { AoModule } from "../modules/module.ts";
import { COLORS } from "../modules/stringify.ts";
import { utilsModule } from "../modules/utils.ts";
import { AO_DATA, fillAo } from "./ao.ts";
import {
  ASSIGNMENT_VERSION,
  addNatives,
  envOf,
  fieldNames,
  HANDLERS_VERSION,
  newCore,
  newList,
  newRecord,
  PROCESS_VERSION,
  push,
  RecordTemplate,
  Slot,
  setFields,
  setSlot,
  tableIn,
} from "./core.ts";
import { ENTRY_KEYS } from "./handlers.ts";
import { FUNCTIONS, NATIVES } from "./natives.ts";

export { RUNTIME_KINDS } from "./kinds.ts";

/** What a runtime is made for. */
export interface RuntimeOptions {
  /** Id of the process; "" to take it from the environment of the first message. */
  readonly id: string;
  /** Id of its module; the same. */
  readonly module: string;
  /** The data of a transaction, a byte string, for `On-Boot`; undefined when there is none (AO 5.5). */
  readonly readData?: ((txid: string) => string | undefined) | undefined;
  /** What `require` has loaded where the runtime is; default: that of the state for the state's globals, otherwise nothing. */
  readonly loaded?: LuaTable;
}

/** The runtime of one process in the state `cx` with `env` (usually cx.globals) as its globals. All values are ordinary Lua tables and natives. */
export interface Runtime {
  readonly cx: CallContext;
  readonly env: LuaTable;
  /** As made; programs may replace `env.ao`, look it up late. */
  readonly ao: LuaTable;
  readonly handlers: LuaTable;
  /** `handle (msg, env)`, `_version`, `_env`, `getMsgs`... */
  readonly process: LuaTable;
  /** `process.handle`, to be started as a run: (msg, env) -> response table. */
  readonly handle: NativeFunction;
}

/** The registry key of the core of the runtime whose globals are the state's. */
const REGISTRY_KEY = "ao.runtime";

const AO_FIELDS = new RecordTemplate([...AO_DATA, ...fieldNames(FUNCTIONS.ao)]);
const HANDLERS_FIELDS = new RecordTemplate([
  "_version",
  "list",
  "coroutines",
  "onceNonce",
  "utils",
  ...fieldNames(FUNCTIONS.handlers),
  "evaluate",
]);

/**
 * Makes a runtime and puts its globals into `env`; what is there already by those names stays, as far as it is data (`Inbox`,
 * `Name`, `Owner`...). When `env` are the state's globals, `require` finds it and {@link runtimeOf} too.
 */
export function openRuntime(cx: CallContext, env: LuaTable, options: RuntimeOptions): Runtime {
  if (options.readData !== undefined) connectRuntime(cx, { readData: options.readData });
  const core = newCore(cx);
  const upvalues: LuaValue[] = [core];
  cx.allocate(100 * SIZE.closure);
  const modules = new ModuleOpener(cx, options.loaded ?? (env === cx.globals ? cx.loaded : undefined));
  const ao = AO_FIELDS.make(cx);
  const handlers = HANDLERS_FIELDS.make(cx);
  const process = newList(cx);
  fillCore(cx, core, env, ao, handlers, process, upvalues);
  fillAo(cx, ao, options.id, options.module);
  addNatives(ao, FUNCTIONS.ao, [core, ao]);
  handlers.setStr("_version", HANDLERS_VERSION);
  handlers.setStr("list", newList(cx));
  handlers.setStr("coroutines", newList(cx));
  handlers.setStr("onceNonce", 0);
  handlers.setStr("utils", modules.open(handlersUtilsModule));
  addNatives(handlers, FUNCTIONS.handlers, upvalues);
  handlers.setStr("evaluate", core.getStr("evaluate"));
  process.setStr("_version", PROCESS_VERSION);
  process.setStr("_env", env);
  addNatives(process, FUNCTIONS.process, upvalues);
  process.setStr("Receive", handlers.getStr("receive"));
  core.freeze();
  addGlobals(cx, core, env, modules);
  modules.publish(core);
  if (env === cx.globals) cx.registry.setStr(REGISTRY_KEY, core);
  return runtimeFor(cx, core);
}

/** The state `cx`'s runtime after restore/fork, found in the registry. */
export function runtimeOf(cx: CallContext): Runtime | undefined {
  const core = cx.registry.getStr(REGISTRY_KEY) as LuaValue;
  return core instanceof LuaTable ? runtimeFor(cx, core) : undefined;
}

function runtimeFor(cx: CallContext, core: LuaTable): Runtime {
  const process = tableIn(core, Slot.PROCESS);
  return {
    cx,
    env: envOf(core),
    ao: tableIn(core, Slot.AO),
    handlers: tableIn(core, Slot.HANDLERS),
    process,
    handle: core.slots[Slot.HANDLE] as NativeFunction,
  };
}

/** Fields that a table is going to have. */
class Fields extends Map<string, LuaValue> {
  setStr(key: string, value: LuaValue): void {
    this.set(key, value);
  }
}

/** Opens modules for a runtime. */
class ModuleOpener {
  readonly #cx: CallContext;
  /** What `require` has loaded; undefined: nobody requires the modules of this runtime. */
  readonly #known: LuaTable | undefined;
  /** What is to be added to it. */
  readonly #loaded: Fields = new Fields();

  constructor(cx: CallContext, known: LuaTable | undefined) {
    this.#cx = cx;
    this.#known = known;
  }

  open(module: AoModule, make: () => LuaValue = () => module.open(this.#cx)): LuaValue {
    if (this.#known === undefined) return make();
    const name = module.names[0]!;
    const known = (this.#loaded.get(name) ?? this.#known.getStr(name)) as LuaValue;
    if (known !== undefined && known !== false) return known;
    const value = make();
    for (const alias of module.names) this.#loaded.set(alias, value);
    return value;
  }

  /** Makes `require` find the runtime and what has been opened for it. */
  publish(core: LuaTable): void {
    if (this.#known === undefined) return;
    const loaded = this.#loaded;
    const upvalues: LuaValue[] = [core];
    const factory = (name: string): NativeFunction => nativeFunction(name, NATIVES[name]!, upvalues);
    loaded.set(".ao", tableIn(core, Slot.AO));
    loaded.set("ao", tableIn(core, Slot.AO));
    loaded.set(".handlers", tableIn(core, Slot.HANDLERS));
    loaded.set("Handlers", tableIn(core, Slot.HANDLERS));
    loaded.set(".process", tableIn(core, Slot.PROCESS));
    loaded.set(".eval", factory("ao.eval.factory"));
    loaded.set(".boot", factory("ao.boot.factory"));
    loaded.set(".default", factory("ao.default.factory"));
    const init = factory("ao.assignment.init");
    loaded.set(".assignment", newRecord(this.#cx, ASSIGNMENT_KEYS, ASSIGNMENT_VERSION, init));
    setFields(this.#known, loaded);
  }
}

function fillCore(
  cx: CallContext,
  core: LuaTable,
  env: LuaTable,
  ao: LuaTable,
  handlers: LuaTable,
  process: LuaTable,
  upvalues: LuaValue[],
): void {
  const native = (name: string, more: readonly LuaValue[] = []): NativeFunction =>
    nativeFunction(name, NATIVES[name]!, more.length === 0 ? upvalues : [core, ...more]);
  const meta = (name: string): LuaTable => newRecord(cx, META_KEYS, native(name));
  setSlot(core, Slot.ENV, env);
  setSlot(core, Slot.AO, ao);
  setSlot(core, Slot.HANDLERS, handlers);
  setSlot(core, Slot.PROCESS, process);
  setSlot(core, Slot.MESSAGE_META, meta("msg.__index"));
  setSlot(core, Slot.TAGS_META, meta("msg.Tags.__index"));
  setSlot(core, Slot.LITERAL_META, newList(cx));
  // the time of no message yet
  setSlot(core, Slot.TIME, native("os.time", [0]));
  setSlot(core, Slot.RANDOM, native("math.random", [env === cx.globals ? chanceState(cx) : cx.newTable()]));
  setSlot(core, Slot.EVAL_PATTERN, native("ao.eval.pattern"));
  setSlot(core, Slot.EVAL_HANDLE, native("ao.eval.handle", [ao]));
  setSlot(core, Slot.BOOT_PATTERN, native("ao.boot.pattern"));
  setSlot(core, Slot.BOOT_HANDLE, native("ao.boot.handle", [ao]));
  setSlot(core, Slot.DEFAULT_PATTERN, native("ao.default.pattern"));
  setSlot(core, Slot.DEFAULT_HANDLE, native("ao.default.handle", [native("ao.insertInbox")]));
  setSlot(core, Slot.EVALUATE, native("Handlers.evaluate"));
  setSlot(core, Slot.HANDLE, native("ao.process.handle"));
  process.setStr("handle", core.getStr("handle"));
}

const META_KEYS: readonly string[] = Object.freeze(["__index"]);
const ASSIGNMENT_KEYS: readonly string[] = Object.freeze(["_version", "init"]);
const COLOR_NAMES = ["red", "green", "blue", "reset", "gray"] as const;

/** The globals of AO 5.1. */
function addGlobals(cx: CallContext, core: LuaTable, env: LuaTable, modules: ModuleOpener): void {
  const fields = new Fields();
  fields.set("ao", tableIn(core, Slot.AO));
  fields.set("Handlers", tableIn(core, Slot.HANDLERS));
  fields.set("Utils", modules.open(utilsModule));
  fields.set("Dump", modules.open(dumpModule));
  const codes = COLOR_NAMES.map((name) => COLORS[name]);
  fields.set("Colors", newRecord(cx, COLOR_NAMES, ...codes));
  fields.set("Bell", "\x07");
  if (env.getStr("Inbox") === undefined) fields.set("Inbox", newList(cx));
  if (env.getStr("Errors") === undefined) fields.set("Errors", newList(cx));
  if (env.getStr("Seeded") === undefined) fields.set("Seeded", false);
  fields.set("json", modules.open(jsonModule));
  fields.set("base64", modules.open(BASE64));
  fields.set("HANDLER_PRINT_LOGS", newList(cx));
  addNatives(fields, FUNCTIONS.globals, [core]);
  const apm = modules.open(apmModule, () => openApm(cx, env));
  fields.set("apm", apm);
  setFields(env, fields);
  if (apm instanceof LuaTable) addApmHandlers(cx, core, env, apm);
}

/** The handlers of AO 3.6 that are there before those of the program. */
function addApmHandlers(cx: CallContext, core: LuaTable, env: LuaTable, apm: LuaTable): void {
  const list = tableIn(core, Slot.HANDLERS).getStr("list") as LuaTable;
  for (const { name, pattern, handle } of apmHandlers(cx, env, apm)) {
    // no message is compared with the dot in their names
    pattern.meta = tableIn(core, Slot.LITERAL_META);
    push(cx, list, newRecord(cx, ENTRY_KEYS, name, pattern, handle, undefined));
  }
}
