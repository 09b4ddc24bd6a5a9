/**
 * `.apm`, the global `apm` (AO 6.5): a client of the package registry. It works through what the process has: `Send`, `print` and
 * `package.loaded` are looked up in its globals at call time.
 *
 * The runtime opens it with {@link openApm} for the globals of the process and adds the {@link apmHandlers} to `Handlers`.
 */
import { encodeUtf8 } from "../../base/byteString.ts";
import { defineLibrary, type Library } from "../../stdlib/library.ts";
import { loadChunk } from "../../stdlib/load.ts";
import { type CallContext, continuation, nativeFunction } from "../../vm/callContext.ts";
import { LuaThrow } from "../../vm/errors.ts";
import { SIZE } from "../../vm/gas.ts";
import { rawSet } from "../../vm/metamethods.ts";
import type { NativeClosureKind } from "../../vm/snapshot/registry.ts";
import { list, NATURAL, optional, record, type Schema, STRING, TABLE } from "../../vm/snapshot/schema.ts";
import { LuaTable } from "../../vm/table.ts";
import { toStringValue } from "../../vm/types.ts";
import type { Continuation, LuaValue, NativeFunction } from "../../vm/value.ts";
import { fullName, moduleNames, type PackageName, parsePackageName } from "./apmName.ts";
import { decodeJson } from "./jsonDecode.ts";
import type { AoModule } from "./module.ts";
import { formatValue } from "./stringify.ts";

/** The process of the registry. */
const REGISTRY = "DKF8oXtPvh3q8s0fJFIeHFyHNM6oKrwMCUrPxEMroak";
const VERSION = "2.0.6";
/** In front of the lines that people see. */
const BOX: string = encodeUtf8("📦");
/** Dependencies that one package may ask for. */
const MOST_DEPENDENCIES = 256;

/** The globals of the process and the module's table: upvalues of all functions. */
interface Apm {
  readonly env: LuaTable;
  readonly apm: LuaTable;
}

function upvaluesOf(cx: CallContext): Apm {
  const [env, apm] = cx.native!.upvalues;
  return { env: env as LuaTable, apm: apm as LuaTable };
}

// ------------------------------------------------------------------ requests

/** Sends a request to the registry and then returns `answer`. */
function request(cx: CallContext, { env, apm }: Apm, action: string, data: string | undefined, answer: string): number {
  return cx.call1(env.getStr("Send") as LuaValue, requestMessage(cx, apm, action, data), SENT, answer);
}

function requestMessage(cx: CallContext, apm: LuaTable, action: string, data: string | undefined): LuaTable {
  const message = cx.newTable(0, 3);
  message.setStr("Target", apm.getStr("ID"));
  message.setStr("Action", action);
  message.setStr("Data", data);
  return message;
}

const SENT: Continuation = continuation("apm.sent", (cx: CallContext, answer: string) => cx.ret(answer));

function install(cx: CallContext): number {
  const spec = specOf(parsePackageName(cx, cx.arg(1)));
  return request(cx, upvaluesOf(cx), "APM.Download", spec, `${BOX} Download requested for ${spec}`);
}

function specOf(name: PackageName): string {
  return name.version === undefined ? fullName(name) : `${fullName(name)}@${name.version}`;
}

function search(cx: CallContext): number {
  const query = cx.arg(1);
  if (typeof query !== "string" || query === "") return cx.throwValue("No search query provided");
  return request(cx, upvaluesOf(cx), "APM.Search", query, `${BOX} Search requested for ${query}`);
}

function info(cx: CallContext): number {
  const query = cx.arg(1);
  if (typeof query !== "string" || query === "") return cx.throwValue("No info query provided");
  const spec = specOf(parsePackageName(cx, query));
  return request(cx, upvaluesOf(cx), "APM.Info", spec, `${BOX} Info requested for ${spec}`);
}

function update(cx: CallContext): number {
  return request(cx, upvaluesOf(cx), "APM.Update", undefined, `${BOX} Update requested`);
}

function uninstall(cx: CallContext): number {
  const name = parsePackageName(cx, cx.arg(1));
  const { env, apm } = upvaluesOf(cx);
  const installed = installedOf(apm);
  const full = fullName(name);
  if (installed?.getStr(full) === undefined) return cx.throwValue("Package not installed");
  installed.set(full, undefined);
  for (const module of moduleNames(name)) loadedOf(cx, env).set(module, undefined);
  return cx.ret(`${BOX} Uninstalled ${full}`);
}

function installedOf(apm: LuaTable): LuaTable | undefined {
  const installed = apm.getStr("installed") as LuaValue;
  return installed instanceof LuaTable ? installed : undefined;
}

/** `package.loaded` of the process. */
function loadedOf(cx: CallContext, env: LuaTable): LuaTable {
  const library = env.getStr("package") as LuaValue;
  const loaded = library instanceof LuaTable ? (library.getStr("loaded") as LuaValue) : undefined;
  return loaded instanceof LuaTable ? loaded : cx.loaded;
}

// ------------------------------------------------------------------ answers

/** A field of a message as text; undefined when it is none. */
function textField(msg: LuaTable, name: string): string | undefined {
  return toStringValue(msg.getStr(name) as LuaValue);
}

/** The message, when it comes from the registry. */
function answerOf(cx: CallContext, { apm }: Apm): LuaTable {
  const msg = cx.table(1);
  const from = msg.getStr("From") as LuaValue;
  return from !== undefined && from === apm.getStr("ID") ? msg : cx.throwValue("Invalid APM process id");
}

/** The function of an answer whose Data is Lua source in hexadecimal digits. */
function sourceOf(cx: CallContext, env: LuaTable, msg: LuaTable, name: string): LuaValue {
  const hex = textField(msg, "Data");
  if (hex === undefined || hex.length % 2 !== 0) return cx.throwValue("Invalid source");
  cx.charge(hex.length >> 1);
  if (!/^[0-9A-Fa-f]*$/.test(hex)) return cx.throwValue("Invalid source");
  cx.reserveString(hex.length >> 1);
  let source = "";
  for (let i = 0; i < hex.length; i += 2) source += String.fromCharCode(Number.parseInt(hex.slice(i, i + 2), 16));
  const chunk = loadChunk(cx, source, `=${name}`, "t", env);
  return typeof chunk === "string" ? cx.throwValue(chunk) : chunk;
}

/** A package being installed: what is still to be done after its code has run. */
interface InstallState {
  readonly env: LuaTable;
  readonly apm: LuaTable;
  /** "@vendor/package", the names for `require`, the version as the answer gives it. */
  readonly full: string;
  readonly modules: readonly string[];
  readonly version: string;
  /** Packages to be asked for, and the one whose turn it is. */
  readonly dependencies: readonly string[];
  at: number;
}

function downloaded(cx: CallContext): number {
  const upvalues = upvaluesOf(cx);
  const msg = answerOf(cx, upvalues);
  const vendor = textField(msg, "Vendor");
  const given = textField(msg, "Name") ?? textField(msg, "Package");
  const name = parsePackageName(cx, vendor === undefined || given?.includes("/") ? given : `${vendor}/${given}`);
  const full = fullName(name);
  const state: InstallState = {
    ...upvalues,
    full,
    modules: moduleNames(name),
    version: textField(msg, "Version") ?? name.version ?? "latest",
    dependencies: dependenciesOf(cx, msg),
    at: 0,
  };
  return cx.call(sourceOf(cx, upvalues.env, msg, full), [], RAN, state);
}

/** Names of the packages that a package needs: the keys of a JSON object, its values being versions, or a list. */
function dependenciesOf(cx: CallContext, msg: LuaTable): string[] {
  const given = msg.getStr("Dependencies") as LuaValue;
  const value = typeof given === "string" && given !== "" ? decodeJson(cx, given) : given;
  const names: string[] = [];
  if (!(value instanceof LuaTable)) return names;
  if (value.entryCount() > MOST_DEPENDENCIES) return cx.throwValue("Too many dependencies");
  value.forEachEntry((key: LuaValue, v: LuaValue) => {
    const version = v instanceof LuaTable ? (v.getStr("version") as LuaValue) : v;
    if (typeof key !== "string") names.push(specOf(parsePackageName(cx, v)));
    else if (typeof version !== "string" || version === "latest") names.push(specOf(parsePackageName(cx, key)));
    else names.push(specOf(parsePackageName(cx, `${key}@${version}`)));
  });
  return names;
}

const RAN: Continuation = continuation<InstallState>("apm.ran", (cx, s) => {
  const result = cx.arg(1) ?? true;
  for (const name of s.modules) rawSet(cx, loadedOf(cx, s.env), name, result);
  const installed = installedOf(s.apm);
  if (installed !== undefined) rawSet(cx, installed, s.full, s.version);
  const line = `${BOX} Installed ${s.full}@${s.version}`;
  return cx.call1(s.env.getStr("print") as LuaValue, line, NEXT_DEPENDENCY, s);
});

const NEXT_DEPENDENCY: Continuation = continuation<InstallState>("apm.dependency", (cx, s) => {
  const installed = installedOf(s.apm);
  while (s.at < s.dependencies.length) {
    const spec = s.dependencies[s.at++]!;
    if (installed?.getStr(fullName(parsePackageName(cx, spec))) !== undefined) continue;
    const message = requestMessage(cx, s.apm, "APM.Download", spec);
    return cx.call1(s.env.getStr("Send") as LuaValue, message, NEXT_DEPENDENCY, s);
  }
  return cx.ret0();
});

/** Prints what a search or a request for information has found. */
function found(cx: CallContext): number {
  const upvalues = upvaluesOf(cx);
  const data = answerOf(cx, upvalues).getStr("Data") as LuaValue;
  return cx.call1(upvalues.env.getStr("print") as LuaValue, shown(cx, data), PRINTED, undefined);
}

function shown(cx: CallContext, data: LuaValue): LuaValue {
  let value = data;
  if (typeof data === "string") {
    try {
      value = decodeJson(cx, data);
    } catch (thrown) {
      if (!(thrown instanceof LuaThrow)) throw thrown;
    }
  }
  return value instanceof LuaTable ? formatValue(cx, value) : data;
}

const PRINTED: Continuation = continuation("apm.printed", (cx: CallContext) => cx.ret0());

function updated(cx: CallContext): number {
  const upvalues = upvaluesOf(cx);
  const msg = answerOf(cx, upvalues);
  const version = textField(msg, "Version");
  return cx.call(sourceOf(cx, upvalues.env, msg, "apm"), [], UPDATED, { ...upvalues, version });
}

interface UpdateState extends Apm {
  readonly version: string | undefined;
}

const UPDATED: Continuation = continuation<UpdateState>("apm.updated", (cx, { env, apm, version }) => {
  if (version !== undefined) rawSet(cx, apm, "_version", version);
  const line = `${BOX} Updated to ${version ?? "the latest version"}`;
  return cx.call1(env.getStr("print") as LuaValue, line, PRINTED, undefined);
});

// ------------------------------------------------------------------ module

const library: Library = defineLibrary("apm", {
  install: { signature: "apm.install (name)", manual: "AO 6.5", gas: "1 per 4 bytes", run: install },
  search: { signature: "apm.search (query)", manual: "AO 6.5", gas: "", run: search },
  info: { signature: "apm.info (name)", manual: "AO 6.5", gas: "1 per 4 bytes", run: info },
  update: { signature: "apm.update ()", manual: "AO 6.5", gas: "", run: update },
  uninstall: { signature: "apm.uninstall (name)", manual: "AO 6.5", gas: "1 per 4 bytes", run: uninstall },
});

/** By the action that each handles, in the order of AO 3.6. */
const HANDLERS: Readonly<Record<string, (cx: CallContext) => number>> = Object.freeze({
  "APM.DownloadResponse": downloaded,
  "APM.SearchResponse": found,
  "APM.InfoResponse": found,
  "APM.UpdateResponse": updated,
});

function closure(
  cx: CallContext,
  name: string,
  run: (cx: CallContext) => number,
  env: LuaTable,
  apm: LuaTable,
): NativeFunction {
  cx.allocate(SIZE.closure + 2 * SIZE.item);
  return nativeFunction(name, run, [env, apm]);
}

/** The table of the module, for a process with the globals `env`. */
export function openApm(cx: CallContext, env: LuaTable = cx.globals): LuaTable {
  const apm = cx.newTable(0, 8);
  apm.setStr("ID", REGISTRY);
  apm.setStr("_version", VERSION);
  apm.setStr("installed", cx.newTable());
  for (const [name, { run }] of Object.entries(library.functions)) {
    apm.setStr(name, closure(cx, `apm.${name}`, run, env, apm));
  }
  return apm;
}

/** A handler to be added to `Handlers`: name, match spec and function. */
export interface HandlerEntry {
  readonly name: string;
  readonly pattern: LuaTable;
  readonly handle: NativeFunction;
}

/** The handlers of the registry's answers (AO 3.6), for the module's table `apm`. */
export function apmHandlers(cx: CallContext, env: LuaTable, apm: LuaTable): readonly HandlerEntry[] {
  return Object.entries(HANDLERS).map(([name, run]) => {
    const pattern = cx.newTable(0, 1);
    pattern.setStr("Action", name);
    return { name, pattern, handle: closure(cx, name, run, env, apm) };
  });
}

function kind(impl: (cx: CallContext) => number): NativeClosureKind {
  return {
    impl,
    accepts: ([env, apm, ...rest]) => env instanceof LuaTable && apm instanceof LuaTable && rest.length === 0,
  };
}

const CLOSURES: Readonly<Record<string, NativeClosureKind>> = Object.freeze(
  Object.fromEntries([
    ...Object.entries(library.functions).map(([name, { run }]) => [`apm.${name}`, kind(run)] as const),
    ...Object.entries(HANDLERS).map(([name, run]) => [name, kind(run)] as const),
  ]),
);

const INSTALL_STATE: Schema = record(
  {
    env: TABLE,
    apm: TABLE,
    full: STRING,
    modules: list(STRING),
    version: STRING,
    dependencies: list(STRING),
    at: NATURAL,
  },
  ({ dependencies, at }: InstallState) => at <= dependencies.length,
);

/** The client of the package registry (AO 6.5). */
export const apmModule: AoModule = Object.freeze({
  names: [".apm"],
  open: openApm,
  closures: CLOSURES,
  continuations: {
    "apm.sent": STRING,
    "apm.ran": INSTALL_STATE,
    "apm.dependency": INSTALL_STATE,
    "apm.printed": optional(STRING),
    "apm.updated": record({ env: TABLE, apm: TABLE, version: optional(STRING) }),
  },
} satisfies AoModule);
