/**
 * Native modules of AO against programs in plain Lua on native lua5.4: the same driver runs on both, `bench/ao/drive.lua`, and
 * times each task on its own clock.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const DRIVER = readFileSync(join(import.meta.dirname, "drive.lua"), "utf8");

/** What stands for the parts in plain Lua. */
const NATIVE = `
  package.path = arg[1] .. "/?.lua"
  local drive = dofile(arg[1] .. "/drive.lua")
  print(drive(require("bint").new, require("json"), require("sha256"), os.clock))`;

const OWN = `
  local crypto = require("aolite.lib.crypto")
  local function sha256(text)
    return crypto.digest.sha2_256(crypto.utils.stream.fromString(text)).asHex()
  end
  return drive(require("aolite.lib.bint")(256).new, require("aolite.lib.json"), sha256, now)`;

/** Seconds of each task by name, and a text that both must give alike. */
export async function ownTimes() {
  const { createLua, installAolite } = await loaded();
  const lua = createLua({ version: "5.4", libs: "all", globals: { now: () => performance.now() / 1000 } });
  installAolite(lua);
  lua.runSync(`drive = (function() ${DRIVER} end)()`);
  return JSON.parse(lua.runSync(OWN)[0]);
}

async function loaded() {
  const [{ createLua }, { installAolite }] = await Promise.all([
    import("../../dist/index.js"),
    import("../../dist/aolite.js"),
  ]);
  return { createLua, installAolite };
}

/** The same of native Lua. */
export function nativeTimes() {
  const child = spawnSync("lua5.4", ["-", import.meta.dirname], {
    encoding: "utf8",
    input: NATIVE,
  });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout);
}
