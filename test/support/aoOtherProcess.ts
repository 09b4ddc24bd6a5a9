/** Has jobs with worlds of AO done in another process. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import type { AoJob } from "./aoJobs.ts";

/** Has jobs done in another process. */
export type InOtherProcess = (...jobs: readonly AoJob[]) => readonly unknown[];

/** Makes the program of the other processes; `remove` ends it. */
export async function otherProcess(): Promise<{ readonly run: InOtherProcess; readonly remove: () => void }> {
  const directory = mkdtempSync(join(tmpdir(), "perigee-ao-"));
  const program = join(directory, "worker.mjs");
  await build({
    entryPoints: [join(import.meta.dirname, "aoWorker.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: program,
    logLevel: "error",
  });
  const run: InOtherProcess = (...jobs) => {
    const [input, output] = [join(directory, "jobs.json"), join(directory, "results.json")];
    writeFileSync(input, JSON.stringify(jobs));
    const child = spawnSync(process.execPath, ["--max-old-space-size=3000", program, input, output], {
      encoding: "utf8",
    });
    if (child.status !== 0) throw new Error(`other process ended with ${child.status}: ${child.stderr}`);
    return JSON.parse(readFileSync(output, "utf8")) as unknown[];
  };
  return { run, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
