/** A host program in Lua with the simulator, files in memory, and what it prints. */
import { installAolite, type WorldOptions } from "../../../src/aolite/index.ts";
import { createLua, type Lua, type LuaValue, MemoryFs } from "../../../src/api/index.ts";

/** What the host program finds around it. */
export interface Surroundings {
  readonly files?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly world?: WorldOptions;
  /** Seconds. */
  readonly clock?: () => number;
  /** Default: 5.3. */
  readonly version?: "5.3" | "5.4";
}

export interface HostProgram {
  readonly lua: Lua;
  /** Runs code after `local aolite = require("aolite")`. */
  run(code: string): LuaValue[];
  /** Runs code as it is. */
  raw(code: string): LuaValue[];
  /** All that was printed, as bytes. */
  readonly printed: () => string;
  /** The bytes of a file. */
  read(path: string): string;
}

export function hostProgram({
  files = {},
  variables = {},
  world = {},
  clock,
  version = "5.3",
}: Surroundings = {}): HostProgram {
  let printed = "";
  const fs = new MemoryFs(files);
  const lua = createLua({
    libs: "all",
    version,
    env: {
      fs,
      variables,
      stdout: {
        write: (bytes) => {
          printed += Buffer.from(bytes).toString("latin1");
        },
      },
      ...(clock === undefined ? {} : { clock: { now: clock, cpu: () => 0 } }),
    },
  });
  installAolite(lua, world);
  return {
    lua,
    run: (code) => lua.runSync(`local aolite = require("aolite")\n${code}`),
    raw: (code) => lua.runSync(code),
    printed: () => printed,
    read: (path) => Buffer.from(fs.open(path, "r").read(1 << 20) as Uint8Array).toString("latin1"),
  };
}

/** `try(f, ...)`: the error that it raises, or "none" and what it returns. */
export const TRY = `local function try(f, ...)
  local r = table.pack(pcall(f, ...))
  if r[1] then return "none" end
  return r[2]
end
`;
