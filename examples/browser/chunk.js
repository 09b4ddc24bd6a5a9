/**
 * Runs a chunk that was compiled before, without a compiler in the page: `?chunk=` has its bytes (`Chunk.toBytes`) in hexadecimal
 * digits. `&libraries=no` does without the second file: then there are base and coroutine.
 */
import { Chunk, createLua } from "../../dist/perigee-vm.min.js";

const output = document.getElementById("output");
const query = new URLSearchParams(location.search);
const digits = query.get("chunk") ?? "";
const text = new TextDecoder();
try {
  const libraries =
    query.get("libraries") === "no" ? undefined : (await import("../../dist/perigee-vm-libraries.min.js")).libraries;
  const chunk = Chunk.fromBytes(Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));
  const lua = createLua({
    ...(libraries === undefined ? {} : { libraries }),
    version: chunk.version,
    env: { stdout: { write: (bytes) => void output.append(text.decode(bytes, { stream: true })) } },
    limits: { instructions: 500_000_000, memory: 256 << 20 },
    globals: { sleep: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)) },
  });
  await lua.run(chunk);
  output.dataset.state = "done";
} catch (error) {
  output.append(`${error.message}\n${error.luaStack ?? ""}`);
  output.dataset.state = "failed";
}
