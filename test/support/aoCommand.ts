/** `perigee ao` as users have it, bundled once for the tests of a file, in a directory with files of theirs. */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "../..");

/** What a run of the command gave. */
export interface AoRun {
  readonly out: string;
  readonly err: string;
  readonly status: number | null;
}

/** How the command is run. */
export interface AoRunOptions {
  /** Default: where the files of the tests are. */
  readonly cwd?: string;
  /** Its standard input. */
  readonly input?: string;
  /** Variables of the environment beside those of the tests. */
  readonly env?: Readonly<Record<string, string>>;
}

/** See the file comment. */
export interface AoCommand {
  /** Where the bundle is. */
  readonly directory: string;
  /** The program. */
  readonly cli: string;
  /** Where it is run. */
  readonly work: string;
  /** Runs `perigee ao ...` to its end. */
  ao(args: readonly string[], options?: AoRunOptions): AoRun;
  /** Runs `perigee ...` to its end. */
  perigee(args: readonly string[], options?: AoRunOptions): AoRun;
  /** Starts `perigee ao ...`. */
  start(args: readonly string[]): ChildProcessWithoutNullStreams;
  /** Writes a file into the working directory. */
  write(name: string, text: string): void;
  /** Removes everything. */
  remove(): void;
}

/** Bundles the command as `cli.mjs` into a directory. */
export async function bundleCommand(directory: string): Promise<void> {
  await build({
    entryPoints: { cli: join(root, "src/cli/main.ts") },
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    outdir: directory,
    outExtension: { ".js": ".mjs" },
    logLevel: "error",
  });
}

/** Bundles the command. */
export async function buildAoCommand(files: Readonly<Record<string, string>> = {}): Promise<AoCommand> {
  const directory = mkdtempSync(join(tmpdir(), "perigee-ao-"));
  await bundleCommand(directory);
  const [cli, work] = [join(directory, "cli.mjs"), join(directory, "work")];
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(work, name)), { recursive: true });
    writeFileSync(join(work, name), text);
  };
  const perigee: AoCommand["perigee"] = (args, { cwd = work, input = "", env = {} } = {}) => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [cli, ...args], {
      cwd,
      input,
      env: { ...process.env, ...env },
      encoding: "utf8",
    });
    return { out: stdout, err: stderr, status };
  };
  mkdirSync(work);
  for (const [name, text] of Object.entries(files)) write(name, text);
  return {
    directory,
    cli,
    work,
    write,
    perigee,
    ao: (args, options) => perigee(["ao", ...args], options),
    start: (args) => spawn(process.execPath, [cli, "ao", ...args], { cwd: work }),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** What a running command has written to its standard output so far. */
export class Output {
  text = "";
  readonly #child: ChildProcessWithoutNullStreams;

  constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    child.stdout.on("data", (piece: Buffer) => {
      this.text += piece.toString();
    });
  }

  /** Waits for a text, which is then used up with all before it. @throws Error when the command ends without it */
  until(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (error?: Error): void => {
        this.#child.stdout.off("data", look);
        this.#child.off("close", closed);
        if (error === undefined) resolve();
        else reject(error);
      };
      const look = (): void => {
        const at = this.text.indexOf(text);
        if (at < 0) return;
        this.text = this.text.slice(at + text.length);
        done();
      };
      const closed = (): void => done(new Error(`ended without ${JSON.stringify(text)}: ${this.text}`));
      this.#child.stdout.on("data", look);
      this.#child.on("close", closed);
      look();
    });
  }
}
