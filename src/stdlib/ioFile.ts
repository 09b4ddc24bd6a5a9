/**
 * Open files of the io library (§6.8): buffers in front of what the host opened, and the operations that need the host.
 * An operation is a list of steps, so that it can stop at any of them for a promise and go on later.
 */
import { bytesToString, stringToBytes } from "../base/byteString.ts";
import {
  type Awaitable,
  type ExitStatus,
  type HostEnv,
  HostFault,
  type LuaFile,
  type LuaReader,
  type LuaWriter,
} from "../base/host.ts";
import { type CallContext, continuation } from "../vm/callContext.ts";
import type { Continuation, LuaValue, Userdata } from "../vm/value.ts";
import { ACCESS_COST, attempt, faultOf, isPromise, type Settled } from "./hostCall.ts";
import { countOutput } from "./output.ts";

/** Bytes asked of the host at a time. */
const READ_SIZE = 1 << 16;
/** Bytes that wait in a buffer before the host gets them. */
const WRITE_SIZE = 1 << 14;

/** Error numbers the library itself raises. */
const EBADF = 9;
const ESPIPE = 29;

/** The fault of reading a file that is only open for writing, and the other way round. */
export function badDescriptor(): HostFault {
  return new HostFault("Bad file descriptor", EBADF);
}

/** Names of the streams that an engine has from the beginning. */
export type StandardStream = "stdin" | "stdout" | "stderr";

/** One of the standard streams of the engine's environment. */
export function standardStream(env: HostEnv, name: StandardStream): FileStream {
  const writer = name === "stdin" ? undefined : env[name];
  const host = name === "stdin" ? readerFile(env.stdin) : writerFile(writer);
  const file = new FileStream(host, "standard", name === "stdin" ? "r" : "w", writer);
  file.standard = name;
  return file;
}

/** What the payload of a file handle is: an open or closed stream. */
export class FileStream {
  /** Undefined once closed. */
  host: LuaFile | undefined;
  /** "standard": of the process, cannot be closed; "pipe": from `io.popen`. */
  readonly kind: "file" | "pipe" | "standard";
  readonly readable: boolean;
  readonly writable: boolean;
  /** When written bytes go to the host (§6.8 setvbuf). */
  buffering: "no" | "full" | "line" = "full";
  /** Bytes read ahead: those before `pos` have been consumed. */
  buffer = "";
  pos = 0;
  /** Bytes not yet written. */
  pending = "";
  /** Which of the standard streams it is. */
  standard: StandardStream | undefined = undefined;
  /** The writer behind a standard stream. */
  readonly writer: LuaWriter | undefined;
  // not for the census, which goes over the other fields
  readonly #name: string | undefined;
  readonly #mode: string;

  constructor(
    host: LuaFile,
    kind: "file" | "pipe" | "standard",
    mode: string,
    writer?: LuaWriter,
    name: string | undefined = undefined,
  ) {
    this.host = host;
    this.kind = kind;
    this.#mode = mode;
    this.#name = name;
    this.readable = mode.startsWith("r") || mode.includes("+");
    this.writable = !mode.startsWith("r") || mode.includes("+");
    this.writer = writer;
    if (kind === "standard") this.buffering = "no";
  }

  /** The name that the script gave, bytes; undefined when there is none. */
  get name(): string | undefined {
    return this.#name;
  }
  /** The mode in which it was opened. */
  get mode(): string {
    return this.#mode;
  }
}

/** Standard input as a file. */
export function readerFile(reader: LuaReader | undefined): LuaFile {
  const empty = new Uint8Array(0);
  return {
    read(max: number): Awaitable<Uint8Array> {
      const bytes = reader === undefined ? undefined : reader.read(max);
      return isPromise<Uint8Array | undefined>(bytes) ? bytes.then((b) => b ?? empty) : (bytes ?? empty);
    },
    write: () => fail(badDescriptor()),
    seek: () => fail(new HostFault("Illegal seek", ESPIPE)),
    flush: () => {},
    close: () => {},
  };
}

/** Standard output or error as a file; without a writer the bytes are dropped. */
export function writerFile(writer: LuaWriter | undefined): LuaFile {
  return {
    read: () => fail(badDescriptor()),
    write(bytes: Uint8Array): Awaitable<number> {
      const done = writer?.write(bytes);
      return isPromise<void>(done) ? done.then(() => bytes.length) : bytes.length;
    },
    writeString(bytes: string): Awaitable<number> {
      if (writer === undefined) return bytes.length;
      const done = writer.writeString === undefined ? writer.write(stringToBytes(bytes)) : writer.writeString(bytes);
      return isPromise<void>(done) ? done.then(() => bytes.length) : bytes.length;
    },
    seek: () => fail(new HostFault("Illegal seek", ESPIPE)),
    flush: () => writer?.flush?.(),
    close: () => {},
  };
}

function fail(fault: HostFault): never {
  throw fault;
}

/** The next bytes of a file, "" at its end. */
export function readPiece(host: LuaFile): Awaitable<string> {
  if (host.readString !== undefined) return host.readString(READ_SIZE);
  const bytes = host.read(READ_SIZE);
  return isPromise(bytes) ? bytes.then(bytesToString) : bytesToString(bytes);
}

function writePiece(host: LuaFile, bytes: string): Awaitable<number> {
  return host.writeString === undefined ? host.write(stringToBytes(bytes)) : host.writeString(bytes);
}

// ------------------------------------------------------------------ operations

/**
 * One step of an operation: put the host's position where the script thinks it is, write what waits, tell the host to
 * flush, move, or close.
 */
export type FileStep = "rewind" | "drain" | "flush" | "seek" | "close";

/** What an operation returns to the script when it is over. */
type Ending = "value" | "position" | "closed" | "nothing";

/** An operation under way: plain data. */
interface FileOperation {
  readonly file: FileStream;
  readonly steps: readonly FileStep[];
  readonly ending: Ending;
  /** For "value": the result. */
  readonly result: LuaValue;
  /** For "seek". */
  readonly whence: "set" | "cur" | "end";
  readonly offset: number;
  at: number;
  /** What the last step answered. */
  answer: unknown;
  fault: HostFault | undefined;
}

function operate(cx: CallContext, op: FileOperation): number {
  while (op.at < op.steps.length) {
    const step = op.steps[op.at]!;
    if (isNeedless(op.file, step)) {
      op.at++;
      continue;
    }
    cx.charge(ACCESS_COST);
    const outcome = attempt(() => perform(op, step));
    if (isPromise(outcome)) return cx.await(outcome, operateOn, op);
    settle(op, step, outcome);
  }
  return finish(cx, op);
}

const operateOn: Continuation = continuation("io.operation", (cx: CallContext, op: FileOperation) => {
  settle(op, op.steps[op.at]!, cx.settled!);
  return operate(cx, op);
});

function isNeedless(file: FileStream, step: FileStep): boolean {
  if (file.host === undefined) return true;
  if (step === "drain") return file.pending === "";
  return step === "rewind" && file.pos >= file.buffer.length;
}

function perform(op: FileOperation, step: FileStep): Awaitable<unknown> {
  const { file } = op;
  const host = file.host!;
  switch (step) {
    case "rewind": {
      const unread = file.buffer.length - file.pos;
      file.buffer = "";
      file.pos = 0;
      return host.seek("cur", -unread);
    }
    case "drain":
      return writePiece(host, file.pending);
    case "flush":
      return host.flush();
    case "seek":
      return host.seek(op.whence, op.offset);
    case "close":
      file.host = undefined;
      file.buffer = "";
      return host.close();
  }
}

/** Takes note of how a step ended and moves on. After a failure only closing still makes sense. */
function settle(op: FileOperation, step: FileStep, outcome: Settled<unknown>): void {
  const { file } = op;
  if (outcome.ok) {
    op.answer = outcome.value;
    if (step === "drain") {
      file.pending = file.pending.slice(outcome.value as number);
      if (file.pending !== "") return;
    } else if (step === "seek") {
      file.buffer = "";
      file.pos = 0;
    }
    op.at++;
    return;
  }
  const fault = faultOf(outcome);
  op.at++;
  if (step === "rewind") return; // pipes cannot go back; what was read ahead is lost
  if (step === "drain") file.pending = "";
  op.fault ??= fault;
  const closing = op.steps.indexOf("close", op.at);
  op.at = closing < 0 ? op.steps.length : closing;
}

function finish(cx: CallContext, op: FileOperation): number {
  if (op.ending === "nothing") return 0;
  if (op.fault !== undefined) return cx.retFail(op.fault.message, op.fault.errno);
  if (op.ending === "position") return cx.ret(op.answer as number);
  if (op.ending === "closed" && op.file.kind === "pipe") return exitResult(cx, op.answer as ExitStatus | undefined);
  return cx.ret(op.result);
}

/** How a command ended, as `os.execute` and closing a pipe report it (luaL_execresult). */
export function exitResult(cx: CallContext, status: ExitStatus | undefined): number {
  const { kind, code } = status ?? { kind: "exit", code: 0 };
  return cx.ret3(kind === "exit" && code === 0 ? true : undefined, kind, code);
}

function operation(file: FileStream, steps: readonly FileStep[], ending: Ending, result: LuaValue): FileOperation {
  return { file, steps, ending, result, whence: "cur", offset: 0, at: 0, answer: undefined, fault: undefined };
}

const WRITE: readonly FileStep[] = ["rewind", "drain"];
const FLUSH: readonly FileStep[] = ["rewind", "drain", "flush"];
const SEEK: readonly FileStep[] = ["drain", "seek"];
const CLOSE: readonly FileStep[] = ["drain", "close"];

/** Appends bytes to a file; the result is `handle`, or what failed operations return. */
export function writeFile(cx: CallContext, file: FileStream, bytes: string, handle: Userdata): number {
  if (bytes === "") return cx.ret(handle);
  if (!file.writable) return cx.retFail("Bad file descriptor", EBADF);
  if (file.kind === "standard") countOutput(cx, bytes.length);
  if (file.pos >= file.buffer.length) {
    if (file.kind === "standard" && file.pending === "") return writeThrough(cx, file, bytes, handle);
    if (!mustDrain(file, bytes)) {
      file.pending += bytes;
      return cx.ret(handle);
    }
  }
  const op = operation(file, WRITE, "value", handle);
  if (file.pos < file.buffer.length && !mustDrain(file, bytes)) {
    // only the position is to be mended; the bytes can wait
    file.pending += bytes;
    return operate(cx, { ...op, steps: ["rewind"] });
  }
  file.pending += bytes;
  return operate(cx, op);
}

function mustDrain(file: FileStream, bytes: string): boolean {
  if (file.buffering === "no") return true;
  if (file.pending.length + bytes.length >= WRITE_SIZE) return true;
  return file.buffering === "line" && bytes.includes("\n");
}

/** Standard streams have their buffer on the host's side, shared with `print`. */
function writeThrough(cx: CallContext, file: FileStream, bytes: string, handle: Userdata): number {
  try {
    const done = file.host!.writeString!(bytes);
    if (isPromise(done)) return cx.await(done, writtenThrough, handle);
    return cx.ret(handle);
  } catch (reason) {
    const fault = faultOf({ reason });
    return cx.retFail(fault.message, fault.errno);
  }
}

const writtenThrough: Continuation = continuation("io.write", (cx: CallContext, handle: Userdata) => {
  const outcome = cx.settled!;
  if (outcome.ok) return cx.ret(handle);
  const fault = faultOf(outcome);
  return cx.retFail(fault.message, fault.errno);
});

/** `file:flush`. */
export function flushFile(cx: CallContext, file: FileStream): number {
  return operate(cx, operation(file, file.pending === "" ? ["flush"] : FLUSH, "value", true));
}

/** `file:seek`. */
export function seekFile(cx: CallContext, file: FileStream, whence: "set" | "cur" | "end", offset: number): number {
  // The host is ahead of the script by what was read and not consumed.
  const ahead = whence === "cur" ? file.buffer.length - file.pos : 0;
  return operate(cx, { ...operation(file, SEEK, "position", undefined), whence, offset: offset - ahead });
}

/** `file:close`, also at the end of `io.lines`, where it returns `nothing`. */
export function closeFile(cx: CallContext, file: FileStream, ending: "closed" | "nothing"): number {
  openFiles(cx).delete(file);
  return operate(cx, operation(file, CLOSE, ending, true));
}

// ------------------------------------------------------------------ all files of an engine

/** Key of the {@link openFiles} in the state's `libraryData`. */
export const OPEN_FILES: string = "io.files";

/** The files of an engine that are open, standard streams excepted. */
export function openFiles(cx: CallContext): Set<FileStream> {
  let files = cx.libraryData.get(OPEN_FILES) as Set<FileStream> | undefined;
  if (files === undefined) {
    files = new Set();
    cx.libraryData.set(OPEN_FILES, files);
  }
  return files;
}

/** Hands everything that waits in buffers to the host. For the end of a run: failures have nobody to tell. */
export function flushOpenFiles(cx: CallContext): Awaitable<void> {
  const waits: Promise<unknown>[] = [];
  for (const file of openFiles(cx)) {
    if (file.pending !== "" && file.host !== undefined) emptyBuffer(file, file.host, waits);
  }
  return waits.length === 0 ? undefined : Promise.allSettled(waits).then(() => {});
}

/** Closes all files, as the end of the engine does. */
export function closeOpenFiles(cx: CallContext): Awaitable<void> {
  const waits: Promise<unknown>[] = [];
  for (const file of openFiles(cx)) abandonFile(file, waits);
  openFiles(cx).clear();
  return waits.length === 0 ? undefined : Promise.allSettled(waits).then(() => {});
}

/** Writes what waits and closes, without anybody to report to. */
export function abandonFile(file: FileStream, waits: Promise<unknown>[] = []): void {
  const { host } = file;
  if (host === undefined || file.kind === "standard") return;
  if (file.pending !== "") emptyBuffer(file, host, waits);
  file.host = undefined;
  const last = waits.length === 0 ? undefined : waits[waits.length - 1];
  const close = (): Awaitable<unknown> => host.close();
  const outcome = last === undefined ? attempt(close) : last.then(close, close);
  if (isPromise<unknown>(outcome as Awaitable<unknown>)) waits.push(outcome as Promise<unknown>);
}

/** Hands everything that waits to the host, without anybody to report to; promises that must settle go to `waits`. */
export function emptyBuffer(file: FileStream, host: LuaFile, waits: Promise<unknown>[]): void {
  while (file.pending !== "") {
    const rest = file.pending;
    const outcome = attempt(() => writePiece(host, rest));
    if (isPromise(outcome)) {
      file.pending = "";
      waits.push(
        outcome.then((count) => {
          file.pending = rest.slice(count) + file.pending;
          const more: Promise<unknown>[] = [];
          emptyBuffer(file, host, more);
          return Promise.allSettled(more);
        }),
      );
      return;
    }
    file.pending = outcome.ok ? rest.slice(outcome.value) : "";
  }
}
