/** Everything the machine offers, as one {@link HostEnv}: for programs that trust their scripts. */
import { closeSync, mkdtempSync, openSync, renameSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { ExitStatus, HostEnv, LuaFile } from "../base/host.ts";
import { hostClock, localTimezoneName, localTimezoneOffset } from "./clock.ts";
import { Pipes, runCommand } from "./command.ts";
import { withFaults } from "./fault.ts";
import { nodeFs } from "./nodeFs.ts";
import { NodeReader, NodeWriter } from "./streams.ts";

/** A {@link HostEnv} with the standard streams as they are in Node. */
export interface NodeEnv extends HostEnv {
  readonly stdin: NodeReader;
  readonly stdout: NodeWriter;
  readonly stderr: NodeWriter;
}

/** Creates an empty file with a name that no other has and returns the name (§6.9 os.tmpname). */
export function temporaryName(): string {
  return withFaults(() => {
    // A directory is the one thing that Node makes under a unique name; the file takes that name over.
    const directory = mkdtempSync(join(tmpdir(), "lua_"));
    const inside = join(directory, basename(directory));
    closeSync(openSync(inside, "wx", 0o600));
    const outside = `${directory}.`;
    renameSync(inside, outside);
    rmdirSync(directory);
    renameSync(outside, directory);
    return directory;
  });
}

/**
 * The real thing for scripts that are trusted: all files, environment variables, commands, clock, zone and standard
 * streams of this process. Call `stdout.flush()` when done.
 *
 * @param onBrokenOutput called when nobody reads the standard output any more: scripts do not notice when they print
 */
export function nodeEnv(onBrokenOutput?: () => void): NodeEnv {
  const stdout = new NodeWriter(1, undefined, onBrokenOutput);
  const stderr = new NodeWriter(2, "no");
  const pipes = new Pipes();
  return {
    fs: nodeFs({ write: true }),
    clock: hostClock,
    timezoneOffset: localTimezoneOffset,
    timezoneName: localTimezoneName,
    stdin: new NodeReader(0, () => stdout.flush()),
    stdout,
    stderr,
    variables: process.env as Readonly<Record<string, string>>,
    exec: (command: string): ExitStatus => runCommand(command),
    popen: (command: string, mode: "r" | "w"): LuaFile => {
      stdout.flush();
      return pipes.open(command, mode);
    },
    tmpname: temporaryName,
  };
}
