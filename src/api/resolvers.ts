/** Ready-made module resolvers. */
import { HostFault, type LuaFile, type LuaFs } from "../base/host.ts";
import type { ModuleRequestOf, ModuleResolverOf, ResolutionOf } from "./modules.ts";
import { type Steps, takeSteps } from "./steps.ts";

const DEFAULT_PATH = "./?.lua;./?/init.lua";
const READ_SIZE = 1 << 16;
/** Longest name of a module that is looked for, in UTF-16 units. */
const MAX_NAME = 4096;
/** Longest source that is read; the engine's own limit comes on top. */
const MAX_SOURCE = 1 << 28;

/** Modules by name, as Lua source. Their chunks are called "@name". */
export function recordResolver(modules: Readonly<Record<string, string>>): ModuleResolverOf<unknown> {
  const sources = new Map(Object.entries(modules));
  return {
    resolve({ name }): ResolutionOf<unknown> {
      const source = sources.get(name);
      if (source === undefined) return { tried: [`no source for module '${name}'`] };
      return { kind: "lua", source, chunkName: `@${name}` };
    },
  };
}

/** Options of {@link pathResolver}. */
export interface PathResolverOptions {
  /** Templates as in `package.path`; default "./?.lua;./?/init.lua". Scripts cannot change it. */
  readonly path?: string;
  /** Where the files are; default: the files of the engine that asks. */
  readonly fs?: LuaFs;
}

/** Modules in files, found as the searcher for Lua files does (§6.3), from a path and a file system that no script can change. */
export function pathResolver(options: PathResolverOptions = {}): ModuleResolverOf<unknown> {
  const templates = (options.path ?? DEFAULT_PATH).split(";").filter((template) => template !== "");
  return {
    resolve: (request) => takeSteps(search(request, templates, options.fs ?? request.fs)),
  };
}

function* search(
  { name }: ModuleRequestOf<unknown>,
  templates: readonly string[],
  fs: LuaFs | undefined,
): Steps<ResolutionOf<unknown>> {
  if (name.length > MAX_NAME) return { tried: ["no file with so long a name"] };
  const tried: string[] = [];
  const file = name.replaceAll(".", "/");
  for (const template of templates) {
    const path = template.replaceAll("?", () => file);
    const source: Uint8Array | undefined = fs === undefined ? undefined : yield* readFile(fs, path);
    if (source !== undefined) return { kind: "lua", source, chunkName: `@${path}` };
    tried.push(`no file '${path}'`);
  }
  return { tried };
}

/** The bytes of a file; undefined when it cannot be opened. @throws HostFault when it cannot be read */
function* readFile(fs: LuaFs, path: string): Steps<Uint8Array | undefined> {
  let file: LuaFile;
  try {
    file = yield fs.open(path, "rb");
  } catch (fault) {
    if (fault instanceof HostFault) return undefined;
    throw fault;
  }
  try {
    const pieces: Uint8Array[] = [];
    let size = 0;
    for (;;) {
      const piece: Uint8Array = yield file.read(READ_SIZE);
      if (piece.length === 0) break;
      pieces.push(piece);
      size += piece.length;
      if (size > MAX_SOURCE) throw new HostFault(`cannot read ${path}: File too large`, EFBIG);
    }
    return joined(pieces, size);
  } finally {
    yield file.close();
  }
}

const EFBIG = 27;

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
