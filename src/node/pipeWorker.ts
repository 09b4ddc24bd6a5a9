/**
 * The program of the worker thread behind `io.popen`: it starts commands and sees them end, for which Node needs an
 * event loop, while the script's thread waits. It is text because a bundled library has no file of its own for the worker.
 *
 * Shared memory: words [done, kind, code]. Every request is answered once.
 */
export const PIPE_WORKER = `
const { parentPort, workerData } = require("node:worker_threads");
const { spawn } = require("node:child_process");
const { signals } = require("node:os").constants;
const words = new Int32Array(workerData.memory);
const ends = new Map();

function answer(kind, code) {
  words[1] = kind;
  words[2] = code;
  Atomics.store(words, 0, 1);
  Atomics.notify(words, 0);
}

const requests = {
  start({ id, command, stdio }) {
    const child = spawn("/bin/sh", ["-c", command], { stdio });
    ends.set(id, new Promise((resolve) => {
      child.on("error", (error) => resolve([2, Math.abs(error.errno || 5)]));
      child.on("exit", (code, signal) => resolve(signal === null ? [0, code] : [1, signals[signal] || 0]));
    }));
    answer(0, 0);
  },
  async wait({ id }) {
    const [kind, code] = await ends.get(id);
    ends.delete(id);
    answer(kind, code);
  },
};
parentPort.on("message", (message) => requests[message.request](message));
`;
