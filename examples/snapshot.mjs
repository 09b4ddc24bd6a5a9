/**
 * A program that is interrupted in the middle, saved, and continued by another process; and branches of one state.
 *
 *   npm run build && node examples/snapshot.mjs
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLua, restoreLua } from "perigee";

const PROGRAM = `
  local words = ("the quick brown fox jumps over the lazy dog"):gmatch("%a+")
  local seen = {}
  local longest = coroutine.wrap(function()
    local best = ""
    for word in words do
      seen[#seen + 1] = word
      if #word > #best then best = word coroutine.yield(best) end
    end
  end)
  for word in longest do last = word end
  return last, #seen`;

/** The other process: it knows nothing but the bytes. */
function goOn(file) {
  const lua = restoreLua(readFileSync(file));
  const { values } = lua.executions[0].step();
  console.log(JSON.stringify({ values, hash: lua.stateHash() }));
}

function main() {
  const lua = createLua();
  const execution = lua.start(PROGRAM);
  execution.step(100); // in the middle of the loop
  const snapshot = lua.snapshot();
  console.log(`stopped at "${lua.globals.get("last")}"`);

  const directory = mkdtempSync(join(tmpdir(), "perigee-"));
  const file = join(directory, "state");
  writeFileSync(file, snapshot.toBytes());
  const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), file], { encoding: "utf8" });
  rmSync(directory, { recursive: true });
  const there = JSON.parse(child.stdout);
  console.log(`another process: ${there.values.join(", ")}`);

  const here = execution.step();
  console.log(`this process: ${here.values.join(", ")}; same state: ${lua.stateHash() === there.hash}`);

  // branches of one state cost next to nothing until they are used
  lua.runSync("board = { 1, 2, 3 }");
  const moves = ["board[1] = 9", "table.remove(board)", "board = nil"];
  const outcomes = moves.map((move) => lua.fork().runSync(`${move} return board and table.concat(board, " ") or "none"`)[0]);
  console.log(`branches: ${outcomes.join(", ")}; here: ${lua.runSync("return table.concat(board, ' ')")}`);
}

const [file] = process.argv.slice(2);
if (file === undefined) main();
else goOn(file);
