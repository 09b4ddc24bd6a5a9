/** Standard streams of the process, synchronous. */
import { fstatSync, readSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import type { LuaReader, LuaWriter } from "../base/host.ts";
import { toHostFault } from "./fault.ts";

/** Bytes collected before they are written. */
const BUFFER_SIZE = 1 << 16;
/** Milliseconds between attempts on a stream that is not ready and does not block. */
const RETRY_DELAY = 2;

/** True for a terminal. The module that knows is big, and most descriptors are no devices at all. */
export function isTerminal(fd: number): boolean {
  try {
    if (!fstatSync(fd).isCharacterDevice()) return false;
  } catch {
    return false; // not open
  }
  const { isatty } = createRequire(import.meta.url)("node:tty") as typeof import("node:tty");
  return isatty(fd);
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** A standard output: buffered, by lines when it is a terminal. */
export class NodeWriter implements LuaWriter {
  readonly #fd: number;
  #mode: "no" | "full" | "line";
  #buffer: Buffer | undefined;
  #used = 0;
  readonly #onBroken: (() => void) | undefined;

  /**
   * @param mode how it is buffered; default by lines on a terminal, else in full
   * @param onBroken called when nobody reads any more what is written here, before the write fails
   */
  constructor(fd: number, mode?: "no" | "full" | "line", onBroken?: () => void) {
    this.#fd = fd;
    this.#onBroken = onBroken;
    this.#mode = mode ?? (isTerminal(fd) ? "line" : "full");
  }

  write(bytes: Uint8Array): void {
    this.writeString(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1"));
  }

  writeString(bytes: string): void {
    if (this.#mode === "no") {
      this.#send(Buffer.from(bytes, "latin1"));
      return;
    }
    this.#buffer ??= Buffer.allocUnsafeSlow(BUFFER_SIZE);
    if (this.#used + bytes.length > BUFFER_SIZE) this.flush();
    if (bytes.length > BUFFER_SIZE) {
      this.#send(Buffer.from(bytes, "latin1"));
      return;
    }
    this.#used += this.#buffer.write(bytes, this.#used, "latin1");
    if (this.#mode === "line" && bytes.includes("\n")) this.flush();
  }

  setBuffering(mode: "no" | "full" | "line"): void {
    if (mode === "no") this.flush();
    this.#mode = mode;
  }

  /** Writes what is buffered. */
  flush(): void {
    const used = this.#used;
    this.#used = 0;
    if (used > 0) this.#send(this.#buffer!.subarray(0, used));
  }

  #send(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      try {
        at += writeSync(this.#fd, bytes, at, bytes.length - at);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === "EAGAIN") pause(RETRY_DELAY);
        else {
          if (code === "EPIPE") this.#onBroken?.();
          throw toHostFault(error);
        }
      }
    }
  }
}

/** A standard input. */
export class NodeReader implements LuaReader {
  readonly #fd: number;
  readonly #before: (() => void) | undefined;

  /** @param before called before the process waits for input: to flush outputs */
  constructor(fd: number, before?: () => void) {
    this.#fd = fd;
    this.#before = before;
  }

  read(max: number): Uint8Array | undefined {
    this.#before?.();
    const buffer = Buffer.allocUnsafe(max);
    for (;;) {
      try {
        const count = readSync(this.#fd, buffer, 0, max, null);
        return count === 0 ? undefined : buffer.subarray(0, count);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === "EOF") return undefined;
        if (code !== "EAGAIN") throw toHostFault(error);
        pause(RETRY_DELAY);
      }
    }
  }
}
