/** Runs chunks of script tests on the reference interpreters, so that the tests themselves are checked. */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Dialect, type Outcome, SCRIPT_FILE, type ScriptChunk, showLine, toLines } from "./scriptFile.ts";

/** Variables of the caller that must not reach the reference interpreters. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("LUA_"));
  return { ...Object.fromEntries(kept), LC_ALL: "C", TZ: "UTC" };
}

/** True when `lua5.3` or `lua5.4` is installed. */
export function hasReference(dialect: Dialect): boolean {
  return spawnSync(`lua${dialect}`, ["-v"], { stdio: "ignore" }).status === 0;
}

/** One shell runs all chunks, each in a process and a directory of its own: a few milliseconds per chunk. */
const LOOP = `
ulimit -t 20
for directory in */; do
  cd "$directory"
  "$1" ${SCRIPT_FILE} > stdout 2> stderr < /dev/null || :
  cd ..
done
`;

/** Outcomes of the chunks on `lua5.3` or `lua5.4`, in their order. */
export async function runOnReference(chunks: readonly ScriptChunk[], dialect: Dialect): Promise<Outcome[]> {
  const root = mkdtempSync(join(tmpdir(), "perigee-scripts-"));
  try {
    const directories = chunks.map((_, i) => join(root, String(i).padStart(6, "0")));
    for (const [i, chunk] of chunks.entries()) {
      mkdirSync(directories[i]!);
      writeFileSync(join(directories[i]!, SCRIPT_FILE), chunk.source, "latin1");
    }
    await new Promise<void>((resolve, reject) => {
      const shell = spawn("sh", ["-c", LOOP, "sh", `lua${dialect}`], { cwd: root, env: cleanEnvironment() });
      shell.on("error", reject);
      shell.on("close", () => resolve());
    });
    return directories.map((directory) =>
      readOutcome(
        readFileSync(join(directory, "stdout"), "latin1"),
        readFileSync(join(directory, "stderr"), "latin1"),
        dialect,
      ),
    );
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function readOutcome(stdout: string, stderr: string, dialect: Dialect): Outcome {
  const program = `lua${dialect}: `;
  const start = stderr.startsWith(program) ? 0 : stderr.indexOf(`\n${program}`) + 1;
  if (start === 0 && !stderr.startsWith(program))
    return { out: toLines(stdout), err: toLines(stderr), error: undefined };
  const message = stderr.slice(start + program.length).replace(/\nstack traceback:\n[\s\S]*$/, "");
  return {
    out: toLines(stdout),
    err: toLines(stderr.slice(0, start)),
    error: showLine(message.replace(/\n$/, "")),
  };
}
