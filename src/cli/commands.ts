/** Commands that look at Lua files without running them: `perigee check` and `perigee dis`. */
import type { LuaFunction, LuaTable } from "../api/index.ts";
import { encodeUtf8 } from "../base/byteString.ts";
import { type Options, readOptions, UsageError } from "./options.ts";
import { Session } from "./session.ts";

/** The files of a command, after an optional `--lua version`; "-" is standard input. */
function readFiles(args: readonly string[], command: string): { session: Session; files: readonly string[] } {
  const options: Options = readOptions(args);
  const { version } = options;
  const isPlain = options.steps.length === 0 && !options.showsVersion && !options.ignoresEnvironment;
  const files = args.slice(options.script);
  if (!isPlain || files.length === 0) throw new UsageError(`'${command}' needs file names`, version, true);
  return { session: new Session(options), files };
}

/** `perigee check files...`: reports the syntax error of each file. @returns the exit status */
export function check(args: readonly string[]): number {
  const { session, files } = readFiles(args, "check");
  let status = 0;
  for (const file of files) {
    if (session.loadFile(file === "-" ? undefined : file) === undefined) status = 1;
  }
  session.finish();
  return status;
}

/** `perigee dis file`: lists the bytecode of source or precompiled files. @returns the exit status */
export function disassemble(args: readonly string[]): number {
  const { session, files } = readFiles(args, "dis");
  const library = session.lua.globals.rawGet("string") as LuaTable;
  const dump = library.rawGet("dump") as LuaFunction;
  for (const file of files) {
    const fn = session.loadFile(file === "-" ? undefined : file);
    if (fn === undefined) return 1;
    const bytes = Buffer.from(encodeUtf8(dump.call(fn)[0] as string), "latin1");
    session.print(session.lua.compile(bytes, { chunkName: `@${file}` }).disassemble());
  }
  session.finish();
  return 0;
}
