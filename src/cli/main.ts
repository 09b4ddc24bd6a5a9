/** The command `perigee`. */
import { writeSync } from "node:fs";
import { check, disassemble } from "./commands.ts";
import { banner, readOptions, UsageError, usage } from "./options.ts";
import { runStandalone } from "./standalone.ts";

async function main(args: readonly string[]): Promise<number> {
  switch (args[0]) {
    case "check":
      return check(args.slice(1));
    case "dis":
      return disassemble(args.slice(1));
    case "ao":
      return (await import("./ao/command.ts")).ao(args.slice(1));
    case "--help":
      writeSync(1, usage("5.4"));
      return 0;
    case "--version":
      writeSync(1, `${banner("5.4")}\n`);
      return 0;
    default:
      return runStandalone(readOptions(args), args);
  }
}

let status = 1;
try {
  status = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  writeSync(2, `perigee: ${error.message}\n${error.showsUsage ? usage(error.version) : ""}`);
}
// All output is written synchronously. Commands that the script left running in pipes do not keep the process.
process.exit(status);
