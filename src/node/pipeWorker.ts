/**
 * The program of the worker thread behind `io.popen`: it runs commands with asynchronous pipes while the script's thread
 * waits, so that reads, writes and the exit status are synchronous for the script and data is passed on as it comes.
 * It is text because a bundled library has no file of its own for the worker.
 *
 * Shared memory: words [done, length, kind, code], then the data. Every request is answered once.
 */
export const PIPE_WORKER = `
const { parentPort, workerData } = require("node:worker_threads");
const { spawn } = require("node:child_process");
const words = new Int32Array(workerData.memory, 0, 4);
const data = new Uint8Array(workerData.memory, 16);
const pipes = new Map();

function answer(length, kind, code) {
  words[1] = length;
  words[2] = kind;
  words[3] = code;
  Atomics.store(words, 0, 1);
  Atomics.notify(words, 0);
}

function open({ id, command, mode }) {
  const stdio = mode === "r" ? [0, "pipe", 2] : ["pipe", 1, 2];
  const child = spawn("/bin/sh", ["-c", command], { stdio });
  const pipe = { child, stream: mode === "r" ? child.stdout : child.stdin, ended: false, status: undefined, error: 0 };
  child.on("error", (e) => { pipe.status = [2, Math.abs(e.errno || 2)]; });
  pipe.exited = new Promise((resolve) => {
    child.on("exit", (code, signal) => {
      pipe.status = signal === null ? [0, code] : [1, require("node:os").constants.signals[signal] || 0];
      resolve();
    });
    child.on("error", resolve);
  });
  if (pipe.stream) {
    pipe.stream.on("error", (e) => { pipe.error = Math.abs(e.errno || 32); });
    if (mode === "r") for (const event of ["end", "close"]) pipe.stream.on(event, () => { pipe.ended = true; });
  }
  pipes.set(id, pipe);
  answer(0, 0, 0);
}

async function read({ id, max }) {
  const pipe = pipes.get(id);
  for (;;) {
    const piece = pipe.stream.read();
    if (piece !== null) {
      const length = Math.min(max, data.length, piece.length);
      data.set(piece.subarray(0, length));
      if (length < piece.length) pipe.stream.unshift(piece.subarray(length));
      return answer(length, 0, 0);
    }
    if (pipe.ended) return answer(0, 0, 0);
    await new Promise((resolve) => {
      const go = () => {
        for (const event of ["readable", "end", "close"]) pipe.stream.off(event, go);
        resolve();
      };
      for (const event of ["readable", "end", "close"]) pipe.stream.on(event, go);
    });
  }
}

function write({ id, length }) {
  const pipe = pipes.get(id);
  if (pipe.error) return answer(0, 2, pipe.error);
  pipe.stream.write(Buffer.from(data.slice(0, length)), (e) => {
    if (e) answer(0, 2, Math.abs(e.errno || 32));
    else answer(length, 0, 0);
  });
}

async function close({ id }) {
  const pipe = pipes.get(id);
  pipes.delete(id);
  if (pipe.stream === pipe.child.stdin) pipe.stream.end();
  else pipe.stream.destroy();
  if (pipe.status === undefined) await pipe.exited;
  answer(0, pipe.status[0], pipe.status[1]);
}

const requests = { open, read, write, close };
parentPort.on("message", (message) => requests[message.request](message));
`;
