/** The interpreters that are compared, and how a process of theirs is run. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";

/** @typedef {"5.3" | "5.4"} Dialect */
/** @typedef {{ stdout: string, stderr: string, code: number | null, timedOut: boolean }} Outcome */

/** Both dialects. @type {readonly Dialect[]} */
export const DIALECTS = ["5.4", "5.3"];

/** What the tests compare with, unless `--subject` says otherwise. */
export const DEFAULT_SUBJECT = "node dist/cli.js --lua {version}";

/**
 * The command line of the reference interpreter.
 * @param {Dialect} dialect @returns {string[]}
 */
export function reference(dialect) {
  // A runaway string or table must end as "not enough memory", not take the machine down.
  return ["sh", "-c", 'ulimit -v 2000000; exec "$@"', "sh", `lua${dialect}`];
}

/**
 * The command line of the interpreter under test. `{version}` becomes the dialect; the word `reference` alone stands for
 * the reference interpreter itself, which must always agree with itself.
 * @param {string} subject @param {Dialect} dialect @returns {string[]}
 */
export function subjectCommand(subject, dialect) {
  if (subject === "reference") return reference(dialect);
  const words = subject.includes("{version}") ? subject : `${subject} --lua {version}`;
  return words
    .replaceAll("{version}", dialect)
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => (!isAbsolute(word) && word.includes("/") && existsSync(resolve(word)) ? resolve(word) : word));
}

/**
 * Runs a command to its end. Output is read as bytes, one char code each.
 * @param {readonly string[]} command
 * @param {{ cwd: string, timeout?: number, env?: Record<string, string>, input?: string }} options `timeout` in milliseconds
 * @returns {Promise<Outcome>}
 */
export function run(command, { cwd, timeout = 20_000, env = {}, input = "" }) {
  return new Promise((done) => {
    const [program = "", ...args] = command;
    const child = spawn(program, args, {
      cwd,
      stdio: ["pipe", "pipe", "pipe"],
      env: { PATH: process.env.PATH ?? "", HOME: "/tmp", TZ: "UTC", LC_ALL: "C", ...env },
    });
    /** @type {Buffer[]} */ const out = [];
    /** @type {Buffer[]} */ const err = [];
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill("SIGKILL");
    }, timeout);
    child.stdout.on("data", (chunk) => out.push(chunk));
    child.stderr.on("data", (chunk) => err.push(chunk));
    child.stdin.on("error", () => {});
    child.stdin.end(Buffer.from(input, "latin1"));
    const finish = (/** @type {number | null} */ code) => {
      clearTimeout(timer);
      done({
        stdout: Buffer.concat(out).toString("latin1"),
        stderr: Buffer.concat(err).toString("latin1"),
        code,
        timedOut,
      });
    };
    child.on("error", (error) => {
      err.push(Buffer.from(String(error)));
      finish(127);
    });
    child.on("close", finish);
  });
}
