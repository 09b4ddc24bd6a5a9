/**
 * A process that takes jobs one step further: reads them from a file, writes them to another. With "legs" it compares runs with
 * what another process makes of their snapshots, with "other" it is that other process.
 */
import { fork } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { advance, type Comparison, compareLegs, type Job, type Leg, type Program, walkFrom } from "./snapshotRun.ts";

const [, own, input, output, mode, every] = process.argv;

interface Request {
  readonly program: Program;
  readonly snapshot: Uint8Array;
  readonly units: number;
}

async function advanceAll(jobs: readonly Job[]): Promise<void> {
  for (const job of jobs) if (job.ending === undefined) await advance(job);
  writeFileSync(output!, JSON.stringify(jobs));
}

async function compareAll(programs: readonly Program[]): Promise<void> {
  const other = fork(own!, ["", "", "other"], { serialization: "advanced" });
  const comparison: Comparison = { compared: 0, legs: 0, differences: [] };
  for (const program of programs) {
    const elsewhere = (snapshot: Uint8Array, units: number): Promise<Leg> =>
      new Promise((resolve, reject) => {
        other.once("message", (answer: Leg | string) => {
          if (typeof answer === "string") reject(new Error(`${program.name}: ${answer}`));
          else resolve(answer);
        });
        other.send({ program, snapshot, units } satisfies Request);
      });
    await compareLegs(program, Number(every), elsewhere, comparison);
  }
  other.disconnect();
  writeFileSync(output!, JSON.stringify(comparison));
}

if (mode === "other") {
  process.on("message", ({ program, snapshot, units }: Request) => {
    walkFrom(program, snapshot, units).then(
      (leg) => process.send!(leg),
      (error: unknown) => process.send!(String((error as Error).stack)),
    );
  });
} else if (mode === "legs") await compareAll(JSON.parse(readFileSync(input!, "utf8")) as Program[]);
else await advanceAll(JSON.parse(readFileSync(input!, "utf8")) as Job[]);
