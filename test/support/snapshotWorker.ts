/** A process that takes jobs one step further: reads them from a file, writes them to another. */
import { readFileSync, writeFileSync } from "node:fs";
import { advance, type Job } from "./snapshotRun.ts";

const [, , input, output] = process.argv;
const jobs = JSON.parse(readFileSync(input!, "utf8")) as Job[];
for (const job of jobs) if (job.ending === undefined) advance(job);
writeFileSync(output!, JSON.stringify(jobs));
