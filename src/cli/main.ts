import { readFileSync } from "node:fs";
import { createLua } from "../api/index.ts";

const lua = createLua({
  libs: "all",
  standalone: true,
  allowBytecode: true,
  env: { stdout: { write: (bytes: Uint8Array) => void process.stdout.write(bytes) } },
});
const script = process.argv[2]!;
lua.runSync(readFileSync(script), { chunkName: `@${script}` });
