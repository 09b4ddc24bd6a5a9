import { readFileSync } from "node:fs";
import { createLua, LuaRuntimeError } from "../api/index.ts";
import { nodeEnv } from "../node/environment.ts";

const env = nodeEnv();
const version = process.argv[2] as "5.3" | "5.4";
const lua = createLua({ version, libs: "all", standalone: true, allowBytecode: true, env });
const script = process.argv[3]!;
try {
  lua.runSync(readFileSync(script), { chunkName: `@${script}` });
} catch (e) {
  env.stdout.flush();
  if (e instanceof LuaRuntimeError) console.error(`lua${version}: ${e.message}\n${e.luaStack}`);
  else throw e;
}
env.stdout.flush();
