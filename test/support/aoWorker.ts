/** A process that does jobs of `aoJobs.ts`: reads them from a file, writes what they gave to another. */
import { readFileSync, writeFileSync } from "node:fs";
import { type AoJob, perform } from "./aoJobs.ts";

const [, , input, output] = process.argv;
const jobs = JSON.parse(readFileSync(input!, "utf8")) as AoJob[];
writeFileSync(output!, JSON.stringify(jobs.map(perform)));
