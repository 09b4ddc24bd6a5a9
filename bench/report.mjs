/** Ratios, means and the tables of RESULTS.md. */
import { availableParallelism } from "node:os";

/** Geometric mean of the numbers that exist. */
export function geometricMean(list) {
  const known = list.filter((x) => Number.isFinite(x));
  return known.length === 0 ? Number.NaN : Math.exp(known.reduce((sum, x) => sum + Math.log(x), 0) / known.length);
}

const ms = (x) => (x === undefined ? "-" : x >= 100 ? x.toFixed(0) : x.toFixed(1));
const ratio = (x) => (Number.isFinite(x) ? x.toFixed(2) : "-");

/** How many times faster than `engine` Perigee ran the program; NaN where one of them did not run it. */
export function speedRatio(row, engine) {
  return row.times[engine] === undefined || row.times.perigee === undefined
    ? Number.NaN
    : row.times[engine].best / row.times.perigee.best;
}

/** The table of programs. */
export function programTable(rows, engines) {
  const others = engines.filter((engine) => engine !== "perigee");
  const head = ["program", ...engines.map((e) => `${e} ms`), "perigee first run ms", ...others.map((e) => `vs ${e}`)];
  const lines = [head, head.map((_, i) => (i === 0 ? "---" : "---:"))];
  for (const row of rows) {
    lines.push([
      row.name,
      ...engines.map((engine) => ms(row.times[engine]?.best)),
      ms(row.times.perigee?.cold),
      ...others.map((engine) => ratio(speedRatio(row, engine))),
    ]);
  }
  const means = others.map((engine) => `**${ratio(geometricMean(rows.map((row) => speedRatio(row, engine))))}**`);
  lines.push(["**geometric mean**", ...engines.map(() => ""), "", ...means]);
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** What must be reached, and whether it is. */
export function reachLines(rows, extras) {
  const wasmoon = geometricMean(rows.map((row) => speedRatio(row, "wasmoon")));
  const fengari = geometricMean(rows.map((row) => speedRatio(row, "fengari")));
  const slow = rows
    .filter((row) => row.name !== "load_source" && speedRatio(row, "wasmoon") < 0.3)
    .map((row) => row.name);
  const lines = [];
  if (Number.isFinite(wasmoon)) {
    lines.push(
      reach(wasmoon >= 0.75, `geometric mean of speed against wasmoon ${ratio(wasmoon)} (at least 0.75, aim 1.0)`),
      reach(slow.length === 0, `programs below 0.3 of wasmoon's speed: ${slow.join(", ") || "none"}`),
    );
  }
  if (Number.isFinite(fengari)) {
    lines.push(reach(fengari >= 6, `geometric mean of speed against fengari ${ratio(fengari)} (at least 6)`));
  }
  if (extras === undefined) return lines;
  const { compile, embedding, start, memory } = extras;
  const speed = compile.speeds;
  lines.push(
    reach(speed.perigee >= 3, `compiles ${speed.perigee.toFixed(1)} MB/s warm (at least 3)`),
    reach(
      speed.perigee / speed.fengari >= 5,
      `compiles ${ratio(speed.perigee / speed.fengari)} times as fast as fengari (at least 5; lua5.4: ${speed["lua5.4"].toFixed(1)} MB/s)`,
    ),
    reach(
      start.perigee / start.node <= 2.5,
      `perigee -e "print(1)" takes ${ratio(start.perigee / start.node)} times node -e 0 (at most 2.5)`,
    ),
    reach(
      memory.perigee.rss / memory["lua5.4"].rss <= 2,
      `a million {x=i,y=i} takes ${memory.perigee.rss.toFixed(0)} MB, ${ratio(memory.perigee.rss / memory["lua5.4"].rss)} times lua5.4 (at most 2)`,
    ),
  );
  return [...lines, ...embeddingLines(embedding)];
}

const rate = (perSecond) => `${(perSecond / 1e6).toFixed(2)}M`;
const microseconds = (milliseconds) => `${(milliseconds * 1000).toFixed(1)} us`;

/** What a host pays, see embedding.mjs. */
export function embeddingLines({ creation, calls, engines }) {
  const call = ({ perigee, wasmoon }, what) =>
    reach(
      perigee / wasmoon >= 5,
      `${what}: ${rate(perigee)} a second, ${ratio(perigee / wasmoon)} times wasmoon's ${rate(wasmoon)} (at least 5)`,
    );
  const lines = [
    reach(
      creation.perigee <= creation.wasmoon / 20,
      `creates an engine in ${microseconds(creation.perigee)}, wasmoon in ${microseconds(creation.wasmoon)} (at most a twentieth)`,
    ),
    call(calls.intoLua, "calls of Lua functions by the host"),
    call(calls.throughLua, "calls of Lua functions by the host that call a host function"),
    call(calls.intoHost, "calls of host functions by Lua"),
    reach(engines < 1000, `10,000 engines in one process take ${engines.toFixed(0)} MB (less than 1000)`),
  ];
  const anew = `making one anew takes ${microseconds(creation.prepared)}`;
  lines.push(
    reach(
      creation.fork <= creation.prepared / 2,
      `forks a prepared engine in ${microseconds(creation.fork)}, ${anew} (at most half)`,
    ),
    // copied when it is first used: no bound, but what a host pays in the end
    `         forks it and uses the fork in ${microseconds(creation.forkUsed)}`,
  );
  return lines;
}

const reach = (reached, text) => `${reached ? "reached" : "MISSED "}  ${text}`;

/** The whole of RESULTS.md. */
export function resultsDocument(command, rows, engines, reached) {
  return `# Benchmark results

Made by \`${command}\` on ${availableParallelism()} CPUs with Node ${process.versions.node}. Times are milliseconds of the
fastest warm run in a process of its own; all engines run a program one after another, and "vs" is how many times
faster than that engine Perigee was (above 1: Perigee is faster). "-": the engine cannot run the program (fengari has 32-bit integers). Metering is always on.

${programTable(rows, engines)}

\`\`\`text
${reached.join("\n")}
\`\`\`
`;
}
