/**
 * Runs Lua in a page: `npm run build && node examples/browser/serve.mjs`, then open the address it prints. `?program=URL`
 * or `?source=TEXT` give a program that is run at once, `&version=5.3` its dialect.
 */
import { createLua, LuaAbortError } from "../../dist/perigee.min.js";

const element = (id) => document.getElementById(id);
const [runButton, stopButton, source, output] = ["run", "stop", "source", "output"].map(element);
let chunkName = "=page";
let abort;

async function run() {
  output.textContent = "";
  output.className = "";
  runButton.disabled = true;
  stopButton.disabled = false;
  abort = new AbortController();
  const text = new TextDecoder();
  const lua = createLua({
    version: element("version").value,
    env: { stdout: { write: (bytes) => void output.append(text.decode(bytes, { stream: true })) } },
    limits: { instructions: 500_000_000, memory: 256 << 20 },
    globals: { sleep: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)) },
  });
  try {
    // Scripts run in slices: the page stays responsive, and Stop works.
    await lua.run(source.value, { chunkName, signal: abort.signal });
    output.dataset.state = "done";
  } catch (error) {
    output.append(error instanceof LuaAbortError ? "(stopped)" : `${error.message}\n${error.luaStack}`);
    output.className = "failed";
    output.dataset.state = "failed";
  }
  element("meter").textContent = `${lua.meter.instructions.toLocaleString("en")} instructions`;
  lua.close();
  runButton.disabled = false;
  stopButton.disabled = true;
}

runButton.addEventListener("click", run);
stopButton.addEventListener("click", () => abort.abort());
runButton.disabled = false;

const query = new URLSearchParams(location.search);
element("version").value = query.get("version") ?? "5.4";
const program = query.get("program");
if (program !== null) {
  source.value = await (await fetch(program)).text();
  chunkName = `@${program.split("/").at(-1)}`;
} else source.value = query.get("source") ?? source.value;
if (program !== null || query.has("source")) await run();
