/**
 * Pure Lua libraries as Debian packages them, and the drivers that exercise them. Both interpreters get the same search path:
 * the directories of every Lua version in the package, for most libraries run under later versions than they declare.
 */
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../lib/engines.mjs";

/** Driver script, and the packages that it needs. @type {readonly { script: string, packages: readonly string[] }[]} */
export const LIBRARIES = [
  { script: "penlight", packages: ["lua-penlight"] },
  { script: "inspect", packages: ["lua-inspect"] },
  { script: "luaunit", packages: ["lua-unit"] },
  { script: "dkjson", packages: ["lua-dkjson"] },
  { script: "luassert", packages: ["lua-luassert", "lua-say"] },
  { script: "argparse", packages: ["lua-argparse"] },
  { script: "messagepack", packages: ["lua-messagepack"] },
  { script: "moses", packages: ["lua-moses"] },
  { script: "cliargs", packages: ["lua-cliargs"] },
  { script: "ansicolors", packages: ["lua-ansicolors"] },
  { script: "basexx", packages: ["lua-basexx"] },
  { script: "structures", packages: ["lua-binaryheap", "lua-fifo", "lua-mediator", "lua-inifile"] },
  { script: "markdown", packages: ["lua-markdown"] },
  { script: "uri", packages: ["lua-uri"] },
  { script: "coroutines", packages: ["lua-coxpcall", "lua-lemock"] },
  { script: "luacheck", packages: ["lua-check"] },
  { script: "luarocks", packages: ["luarocks"] },
];

const HERE = fileURLToPath(new URL(".", import.meta.url));
const CACHE = fileURLToPath(new URL("../.cache/", import.meta.url));

/**
 * Downloads and unpacks the packages that the cache does not hold yet.
 * @returns {Promise<string | undefined>} what went wrong
 */
export async function fetchLibraries() {
  mkdirSync(CACHE, { recursive: true });
  const wanted = [...new Set(LIBRARIES.flatMap((library) => library.packages))];
  for (const name of wanted.filter((name) => !existsSync(join(CACHE, name)))) {
    const download = await run(["apt-get", "download", name], { cwd: CACHE, timeout: 120_000 });
    const file = readdirSync(CACHE).find((entry) => entry.startsWith(`${name}_`) && entry.endsWith(".deb"));
    if (file === undefined)
      return `apt-get download ${name} failed: ${download.stderr.trim() || download.stdout.trim()}`;
    const unpack = await run(["dpkg-deb", "-x", file, name], { cwd: CACHE, timeout: 60_000 });
    if (unpack.code !== 0) return `dpkg-deb -x ${file} failed: ${unpack.stderr.trim()}`;
  }
  return undefined;
}

/** The environment in which a driver finds its library. @param {readonly string[]} packages */
export function environment(packages) {
  const directories = packages.flatMap((name) =>
    ["5.4", "5.3", "5.2", "5.1"].map((version) => join(CACHE, name, "usr/share/lua", version)),
  );
  const paths = directories.flatMap((directory) => [`${directory}/?.lua`, `${directory}/?/init.lua`]);
  return { LUA_PATH: [...paths, `${HERE}?.lua`].join(";"), LUA_CPATH: ";" };
}

/** The directory of the drivers. */
export const DRIVERS = HERE;
