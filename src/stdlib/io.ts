/** The io library (§6.8): files of the injected file system, and the standard streams. */
import { decodeUtf8 } from "../base/byteString.ts";
import { formatG14 } from "../base/formatNumber.ts";
import { type Awaitable, HostFault, type LuaFile } from "../base/host.ts";
import { isNumber, toDouble } from "../base/luaFloat.ts";
import { numberToString } from "../base/numeral.ts";
import { type CallContext, continuation, nativeFunction } from "../vm/callContext.ts";
import { registerFinalizer } from "../vm/census.ts";
import { LuaTable } from "../vm/table.ts";
import { TableTemplate } from "../vm/tableTemplate.ts";
import { type Continuation, type LuaValue, Userdata } from "../vm/value.ts";
import { lacks } from "./capability.ts";
import { faultOf, hostCall, LOOKUP_COST, nameArgument } from "./hostCall.ts";
import {
  abandonFile,
  closeFile,
  emptyBuffer,
  FileStream,
  flushFile,
  flushOpenFiles,
  openFiles,
  seekFile,
  standardStream,
  writeFile,
} from "./ioFile.ts";
import { readFormats } from "./ioRead.ts";
import { defineLibrary, type Library, type NativeSpec } from "./library.ts";
import { countOutput } from "./output.ts";

/** Name of the metatable of file handles, in the registry and in messages. */
const HANDLE = "FILE*";
/** Registry keys of the default files. */
const INPUT = "_IO_input";
const OUTPUT = "_IO_output";
/** Most formats that `lines` takes. */
const MAX_LINE_FORMATS = 250;
const EACCES = 13;

const PER_BYTE = "1 per 16 bytes; 10 per operation of the host";
const PER_ACCESS = "10 per operation of the host";

/** The io library. */
export const ioLibrary: Library = defineLibrary(
  "io",
  {
    close: { manual: "6.8", signature: "io.close ([file])", gas: PER_ACCESS, run: close },
    flush: {
      manual: "6.8",
      signature: "io.flush ()",
      gas: PER_ACCESS,
      run: (cx) => flushFile(cx, defaultFile(cx, OUTPUT)),
    },
    input: {
      manual: "6.8",
      signature: "io.input ([file])",
      gas: "100 when it opens",
      run: (cx) => redirect(cx, INPUT, "r"),
    },
    lines: {
      manual: "6.8",
      signature: "io.lines ([filename, ···])",
      gas: `${PER_BYTE}; 100 when it opens`,
      run: lines,
    },
    open: { manual: "6.8", signature: "io.open (filename [, mode])", gas: "100", run: open },
    output: {
      manual: "6.8",
      signature: "io.output ([file])",
      gas: "100 when it opens",
      run: (cx) => redirect(cx, OUTPUT, "w"),
    },
    popen: { manual: "6.8", signature: "io.popen (prog [, mode])", gas: "100", run: popen },
    read: {
      manual: "6.8",
      signature: "io.read (···)",
      gas: PER_BYTE,
      run: (cx) => readFormats(cx, inputFile(cx), argumentsFrom(cx, 1), 1),
    },
    tmpfile: { manual: "6.8", signature: "io.tmpfile ()", gas: "100", run: tmpfile },
    type: { manual: "6.8", signature: "io.type (obj)", gas: "", run: type },
    write: {
      manual: "6.8",
      signature: "io.write (···)",
      gas: PER_BYTE,
      run: (cx) => writeValues(cx, defaultFile(cx, OUTPUT), cx.registry.getStr(OUTPUT) as Userdata, 1),
    },
  },
  { fields: ["stdin", "stdout", "stderr"], registryKeys: [HANDLE, INPUT, OUTPUT], setup },
);

/** Methods of file handles. */
const METHODS: Readonly<Record<string, NativeSpec>> = Object.freeze({
  close: { manual: "6.8", signature: "file:close ()", gas: PER_ACCESS, run: (cx) => closeChecked(cx, openFile(cx)) },
  flush: { manual: "6.8", signature: "file:flush ()", gas: PER_ACCESS, run: (cx) => flushFile(cx, openFile(cx)) },
  lines: {
    manual: "6.8",
    signature: "file:lines (···)",
    gas: PER_BYTE,
    run: (cx) => {
      openFile(cx);
      return cx.ret(linesIterator(cx, cx.arg(1), false));
    },
  },
  read: {
    manual: "6.8",
    signature: "file:read (···)",
    gas: PER_BYTE,
    run: (cx) => readFormats(cx, openFile(cx), argumentsFrom(cx, 2), 2),
  },
  seek: { manual: "6.8", signature: "file:seek ([whence [, offset]])", gas: PER_ACCESS, run: seek },
  setvbuf: { manual: "6.8", signature: "file:setvbuf (mode [, size])", gas: "", run: setvbuf },
  write: {
    manual: "6.8",
    signature: "file:write (···)",
    gas: PER_BYTE,
    run: (cx) => writeValues(cx, openFile(cx), cx.arg(1) as Userdata, 2),
  },
});

const METHOD_FIELDS = Object.entries(METHODS).map(
  ([name, { run }]) => [name, nativeFunction(`file:${name}`, run)] as const,
);
const COLLECT = nativeFunction("file:__gc", finalize);
const META_FIELDS = [
  ["__index", undefined],
  ["__name", HANDLE],
  ["__tostring", nativeFunction("file:__tostring", toText)],
  ["__gc", COLLECT],
] as const;
/** The metatable of files and what it indexes; 5.3 has one table for both. */
const METHOD_TABLE = new TableTemplate(METHOD_FIELDS);
const METATABLE = new TableTemplate([...META_FIELDS, ["__close", COLLECT]]);
const METATABLE_53 = new TableTemplate([...METHOD_FIELDS, ...META_FIELDS]);

function setup(cx: CallContext, table: LuaTable): void {
  const meta = cx.newTable();
  if (cx.is54) {
    const methods = cx.newTable();
    METHOD_TABLE.fill(methods);
    METATABLE.fill(meta);
    meta.setStr("__index", methods);
  } else {
    METATABLE_53.fill(meta);
    meta.setStr("__index", meta);
  }
  cx.registry.setStr(HANDLE, meta);

  const input = newHandle(cx, standardStream(cx.env, "stdin"));
  const output = newHandle(cx, standardStream(cx.env, "stdout"));
  cx.registry.setStr(INPUT, input);
  cx.registry.setStr(OUTPUT, output);
  table.setStr("stdin", input);
  table.setStr("stdout", output);
  table.setStr("stderr", newHandle(cx, standardStream(cx.env, "stderr")));
}

// ------------------------------------------------------------------ handles

function newHandle(cx: CallContext, file: FileStream): Userdata {
  cx.allocate(64);
  const handle = new Userdata(file);
  const meta = cx.registry.getStr(HANDLE);
  handle.meta = meta instanceof LuaTable ? meta : null;
  registerFinalizer(cx, handle);
  if (file.kind !== "standard") openFiles(cx).add(file);
  return handle;
}

function isHandle(cx: CallContext, v: LuaValue): v is Userdata {
  return v instanceof Userdata && v.payload instanceof FileStream && v.meta === cx.registry.getStr(HANDLE);
}

/** Argument 1 as a handle, open or closed. */
function anyFile(cx: CallContext): FileStream {
  const v = cx.arg(1);
  return isHandle(cx, v) ? (v.payload as FileStream) : cx.typeError(1, HANDLE);
}

/** Argument 1 as an open file. */
function openFile(cx: CallContext): FileStream {
  const file = anyFile(cx);
  return file.host === undefined ? cx.error("attempt to use a closed file") : file;
}

/** The file of a handle; undefined when it is none: `debug.getregistry` and `debug.setupvalue` let scripts put anything. */
function fileOf(handle: unknown): FileStream | undefined {
  return handle instanceof Userdata && handle.payload instanceof FileStream ? handle.payload : undefined;
}

function registeredFile(cx: CallContext, key: typeof INPUT | typeof OUTPUT): FileStream | undefined {
  return fileOf(cx.registry.getStr(key));
}

function defaultFile(cx: CallContext, key: typeof INPUT | typeof OUTPUT): FileStream {
  const file = registeredFile(cx, key);
  if (file?.host !== undefined) return file;
  return cx.error(`${cx.is54 ? "default" : "standard"} ${key.slice(4)} file is closed`);
}

/** The default input, for a function that reads from it. */
function inputFile(cx: CallContext): FileStream {
  const file = defaultFile(cx, INPUT);
  if (file.kind === "standard" && cx.env.stdin === undefined) lacks(cx, "stdin", "");
  return file;
}

function argumentsFrom(cx: CallContext, first: number): readonly LuaValue[] {
  if (cx.nargs < first) return NONE;
  const values: LuaValue[] = [];
  for (let i = first; i <= cx.nargs; i++) values.push(cx.arg(i));
  return values;
}

const NONE: readonly LuaValue[] = Object.freeze([]);

function toText(cx: CallContext): number {
  const file = anyFile(cx);
  return cx.ret(file.host === undefined ? "file (closed)" : `file (${cx.addressOf(cx.arg(1) as Userdata)})`);
}

/** `__gc` and `__close`. */
function finalize(cx: CallContext): number {
  const file = anyFile(cx);
  if (file.host === undefined || file.kind === "standard") return 0;
  if (!cx.canWait || cx.finalizing) {
    // whoever closes it does not learn how it went, so nobody needs to wait
    openFiles(cx).delete(file);
    abandonFile(file);
    return 0;
  }
  return closeFile(cx, file, "nothing");
}

function type(cx: CallContext): number {
  const v = cx.checkAny(1);
  if (!isHandle(cx, v)) return cx.ret(undefined);
  return cx.ret((v.payload as FileStream).host === undefined ? "closed file" : "file");
}

// ------------------------------------------------------------------ opening

/** How the handle made is used: returned; made a default file; read by `io.lines`. */
interface OpenState {
  /** The file's name as the script gave it; undefined: none in messages. */
  readonly name: string | undefined;
  readonly mode: string;
  readonly kind: "file" | "pipe";
  readonly use: "return" | typeof INPUT | typeof OUTPUT | "lines";
  readonly formats: readonly LuaValue[];
}

function openState(name: string | undefined, mode: string, kind: "file" | "pipe"): OpenState {
  return { name, mode, kind, use: "return", formats: NONE };
}

const opened: Continuation = continuation("io.open", (cx: CallContext, s: OpenState) => {
  const outcome = cx.settled!;
  if (!outcome.ok) {
    const fault = faultOf(outcome);
    if (s.use !== "return") return cx.error(`cannot open file '${s.name}' (${fault.message})`);
    return cx.retFail(s.name === undefined ? fault.message : `${s.name}: ${fault.message}`, fault.errno);
  }
  const handle = newHandle(cx, new FileStream(outcome.value as LuaFile, s.kind, s.mode, undefined, s.name));
  if (s.use === "return") return cx.ret(handle);
  if (s.use === "lines") return linesResults(cx, handle, s.formats);
  cx.registry.setStr(s.use, handle);
  return cx.ret(handle);
});

function hostOpen(cx: CallContext, name: string, mode: string): Awaitable<LuaFile> {
  const { fs } = cx.env;
  cx.charge(LOOKUP_COST);
  if (fs === undefined) {
    lacks(cx, "fs", name);
    throw new HostFault("Permission denied", EACCES);
  }
  return fs.open(decodeUtf8(name), mode);
}

/** What C's fopen takes: r, w or a, then an optional +, then an optional b. */
function isMode(mode: string): boolean {
  if (mode === "" || !"rwa".includes(mode[0]!)) return false;
  const rest = mode.slice(mode[1] === "+" ? 2 : 1);
  return rest === "" || rest === "b";
}

function open(cx: CallContext): number {
  const name = nameArgument(cx, 1);
  const mode = cx.optString(2, "r");
  if (!isMode(mode)) return cx.argError(2, "invalid mode");
  return hostCall(cx, () => hostOpen(cx, name, mode), opened, openState(name, mode, "file"));
}

function popen(cx: CallContext): number {
  const command = nameArgument(cx, 1);
  const mode = cx.optString(2, "r");
  if (mode !== "r" && mode !== "w") return cx.argError(2, "invalid mode");
  const { env } = cx;
  if (env.popen === undefined) {
    lacks(cx, "popen", command);
    return cx.error("'popen' not supported");
  }
  cx.charge(LOOKUP_COST);
  void flushOpenFiles(cx); // the command may look at them
  return hostCall(cx, () => env.popen!(decodeUtf8(command), mode), opened, openState(command, mode, "pipe"));
}

function tmpfile(cx: CallContext): number {
  const { fs } = cx.env;
  if (fs === undefined) lacks(cx, "fs", "");
  cx.charge(LOOKUP_COST);
  if (fs?.temporary === undefined) return cx.retFail("Permission denied", EACCES);
  return hostCall(cx, () => fs.temporary!(), opened, openState(undefined, "w+", "file"));
}

/** `io.input` and `io.output`. */
function redirect(cx: CallContext, key: typeof INPUT | typeof OUTPUT, mode: "r" | "w"): number {
  if (!cx.isNoneOrNil(1)) {
    const v = cx.arg(1);
    if (typeof v === "string" || isNumber(v)) {
      const name = nameArgument(cx, 1);
      const state: OpenState = { ...openState(name, mode, "file"), use: key };
      return hostCall(cx, () => hostOpen(cx, name, mode), opened, state);
    }
    openFile(cx);
    cx.registry.setStr(key, v);
  }
  return cx.ret(cx.registry.getStr(key) as Userdata);
}

function close(cx: CallContext): number {
  if (cx.nargs > 0) return closeChecked(cx, openFile(cx));
  const file = registeredFile(cx, OUTPUT);
  return file?.host === undefined ? cx.error("attempt to use a closed file") : closeChecked(cx, file);
}

/** Closes, but for the standard streams. */
function closeChecked(cx: CallContext, file: FileStream): number {
  if (file.kind === "standard") return cx.ret2(undefined, "cannot close standard file");
  return closeFile(cx, file, "closed");
}

// ------------------------------------------------------------------ lines

/** Upvalues of an iterator: the handle, whether to close it at its end, the formats. */
function linesIterator(cx: CallContext, handle: LuaValue, closes: boolean, given?: readonly LuaValue[]): LuaValue {
  const formats = given ?? argumentsFrom(cx, 2);
  if (formats.length > MAX_LINE_FORMATS) return cx.argError(MAX_LINE_FORMATS + 2, "too many arguments");
  cx.allocate(64 + formats.length * 8);
  return nativeFunction("io.lines.iterator", nextLine, [handle, closes, ...formats]);
}

export function nextLine(cx: CallContext): number {
  const { upvalues } = cx.native!;
  const file = fileOf(upvalues[0]);
  if (file?.host === undefined) return cx.error("file is already closed");
  const formats = upvalues.length === 2 ? NONE : upvalues.slice(2);
  return readFormats(cx, file, formats, 2, upvalues[1] === true ? "lineAndClose" : "line");
}

function lines(cx: CallContext): number {
  if (cx.isNoneOrNil(1)) {
    const handle = cx.registry.getStr(INPUT) as Userdata;
    if (fileOf(handle)?.host === undefined) return cx.error("attempt to use a closed file");
    inputFile(cx);
    return cx.ret(linesIterator(cx, handle, false));
  }
  const name = nameArgument(cx, 1);
  const state: OpenState = { ...openState(name, "r", "file"), use: "lines", formats: argumentsFrom(cx, 2) };
  return hostCall(cx, () => hostOpen(cx, name, "r"), opened, state);
}

function linesResults(cx: CallContext, handle: Userdata, formats: readonly LuaValue[]): number {
  const iterator = linesIterator(cx, handle, true, formats);
  return cx.is54 ? cx.retArray([iterator, undefined, undefined, handle]) : cx.ret(iterator);
}

// ------------------------------------------------------------------ writing and moving

/** The text of a value to be written; undefined when it has none. Floats appear as `%.14g`, without a forced ".0". */
function textOf(v: LuaValue): string | undefined {
  if (typeof v === "string") return v;
  if (!isNumber(v)) return undefined;
  const x = toDouble(v);
  if (typeof v === "bigint" || (typeof v === "number" && Number.isSafeInteger(v)) || Number.isNaN(x)) {
    return numberToString(v);
  }
  return formatG14(x);
}

function writeValues(cx: CallContext, file: FileStream, handle: Userdata, first: number): number {
  let text = "";
  for (let i = first; i <= cx.nargs; i++) {
    const piece = textOf(cx.arg(i));
    if (piece === undefined) {
      appendUnchecked(cx, file, text);
      return cx.typeError(i, "string");
    }
    text = text === "" ? piece : text + piece;
  }
  cx.chargeBytes(text.length);
  return writeFile(cx, file, text, handle);
}

/** Writes what came before an argument that cannot be written; that it fails is not what the script is told. */
function appendUnchecked(cx: CallContext, file: FileStream, text: string): void {
  if (text === "" || !file.writable || file.host === undefined) return;
  cx.chargeBytes(text.length);
  if (file.kind === "standard") countOutput(cx, text.length);
  file.pending += text;
  if (file.buffering === "full" || file.pos < file.buffer.length) return;
  const waits: Promise<unknown>[] = [];
  emptyBuffer(file, file.host, waits);
}

function seek(cx: CallContext): number {
  const file = openFile(cx);
  const whence = cx.option(2, ["set", "cur", "end"], "cur");
  return seekFile(cx, file, whence, Number(cx.optInteger(3, 0)));
}

function setvbuf(cx: CallContext): number {
  const file = openFile(cx);
  const mode = cx.option(2, ["no", "full", "line"]);
  cx.optInteger(3, 0);
  if (file.kind === "standard") file.writer?.setBuffering?.(mode);
  else file.buffering = mode;
  return cx.ret(true);
}
