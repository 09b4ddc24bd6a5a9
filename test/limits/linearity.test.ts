/** What natives charge grows with their work: ten times the data, ten times the gas. */
import { describe, expect, it } from "vitest";
import { createLua, type LuaVersion } from "../../src/api/index.ts";

/** Globals of the calls: N the size, S a string of N times "x", T a list of the integers up to N, L a list of strings, E empty. */
const SETUP = `
  S, R = ("x"):rep(N), ("x"):rep(N - 1) .. "y"
  T, L, E = {}, {}, {}
  for i = 1, N do T[i] = i L[i] = "item" end
  DIGITS, ZEROS = ("1"):rep(N), ("0"):rep(N)
  ACCENTS = ("\\u{e9}"):rep(N)
  proxy = setmetatable({}, { __index = function(_, i) return i end, __newindex = function() end, __len = function() return N end })
  function unpackN() return table.unpack(T, 1, N) end
`;

/** Fills and empties E, where a call uses it. */
const EMPTIED = `for i = 1, N do E["k" .. i] = i end for i = 1, N do E["k" .. i] = nil end`;

interface Row {
  readonly call: string;
  /** Only for this dialect. */
  readonly version?: LuaVersion;
  /** Bounds of gas(10n) / gas(n); default 8.5 to 11. */
  readonly ratio?: readonly [number, number];
}

const rows: Row[] = [
  // strings
  ...[
    `local x = S == R`,
    `local x = S < R`,
    `local x = S <= R`,
    `local x = T[S]`,
    `T[S] = nil`,
    `local x = S .. "y"`,
    `local x = DIGITS + 0`,
    `local x = -DIGITS`,

    `for i = DIGITS, 0 do end`,
    `math.floor(DIGITS)`,
    `tonumber(DIGITS)`,
    `tonumber(S, 36)`,
    `rawequal(S, R)`,
    `rawget(T, S)`,
    `rawset(T, S, nil)`,
    `pcall(next, T, S)`,
    `("x"):rep(N)`,
    `("x"):rep(N / 10, "123456789")`,
    `S:sub(2)`,
    `S:upper()`,
    `ACCENTS:lower()`,
    `S:reverse()`,
    `S:byte(1, -1)`,
    `string.char(table.unpack(BYTES))`,
    `S:find("y", 1, true)`,
    `S:find(S .. "y", 1, true)`,
    `S:find("y")`,
    `S:find("[a-c]")`,
    `S:match("^.-$")`,
    `S:match("(x*)")`,
    `S:find("%f[y]")`,
    `S:gsub("x", "y")`,
    `S:gsub("x", "%0%0")`,
    `S:gsub("x", string.upper)`,
    `S:gsub("x", { x = "1" })`,
    `S:gsub("", "-")`,
    `for w in S:gmatch("x") do end`,
    `("x"):find(S .. "*")`,
    `("%s"):format(S)`,
    `("%q"):format(S)`,
    `S:format()`,
    `("%d"):format(ZEROS)`,
    `string.pack("z", S)`,
    `string.pack("s4", S)`,
    `string.pack(("x"):rep(N))`,
    `string.packsize(("i4"):rep(N))`,
    `string.unpack("z", S .. "\\0")`,
    `string.unpack("s4", string.pack("s4", S))`,
    `string.unpack(("B"):rep(N), S)`,
    `utf8.len(ACCENTS)`,
    `utf8.codepoint(ACCENTS, 1, -1)`,
    `utf8.offset(ACCENTS, N - 1)`,
    `utf8.char(unpackN())`,
    `for p, c in utf8.codes(ACCENTS) do end`,
  ].map((call) => ({ call })),
  { call: 'S:find(("x"):rep(300) .. "y", 1, true)', ratio: [4, 11] },
  { call: "local x = ZEROS | 0", version: "5.3" },
  // tables
  ...[
    `table.concat(L)`,
    `table.concat(L, ", ")`,
    `table.concat(proxy)`,
    `table.insert(T, 1, 0)`,
    `table.insert(proxy, 1, 0)`,
    `table.remove(T, 1)`,
    `table.unpack(T)`,
    `table.unpack(proxy)`,
    `table.pack(unpackN())`,
    `table.move(T, 1, N, 2)`,
    `table.move(T, 1, N, 1, {})`,
    `table.move(proxy, 1, N, 2)`,
    `pcall(table.move, {}, 1, N, 1)`,
    `for i in ipairs(proxy) do if i == N then break end end`,
    `next(E)`,
    `for k in pairs(E) do end`,
    `local t = { unpackN() }`,
  ].map((call) => ({ call })),
  { call: `table.sort(T)`, ratio: [10, 16] },
  { call: `table.sort(L)`, ratio: [10, 16] },
  { call: `table.sort(T, function(a, b) return a > b end)`, ratio: [10, 16] },
  { call: `local t = { unpackN() } t[N] = "x" pcall(table.sort, t)` },
  // calls with many arguments
  ...[
    `select("#", unpackN())`,
    `select(2, unpackN())`,
    `math.max(unpackN())`,
    `print(unpackN())`,
    `print(S)`,
    `io.write(S)`,
    `io.write(unpackN())`,
    `pcall(type, unpackN())`,
    `(function(...) return ... end)(unpackN())`,
    `coroutine.wrap(function(...) coroutine.yield(...) end)(unpackN())`,
    `os.getenv(S)`,
    `os.date(S)`,
    `package.searchpath("x", ("?;"):rep(N))`,
    `debug.traceback(S)`,
  ].map((call) => ({ call })),
  { call: `bit32.bor(unpackN())`, version: "5.3" },
  { call: `warn(S)`, version: "5.4" },
  // code
  ...[
    `load(("x = 1 "):rep(N))`,
    `load("return " .. ("x, "):rep(N) .. "x")`,
    `load("--" .. S)`,
    `load("return '" .. S .. "'")`,
    `load("x", "=" .. S)`,
    `load(("goto l "):rep(N / 10) .. "::l::")`,
    `local n = 0 load(function() n = n + 1 return n <= N and " " or nil end)`,
    `string.dump(load(("x = 1 "):rep(N)))`,
    `debug.getinfo(load(("x = 1\\n"):rep(N)), "L")`,
  ].map((call) => ({ call })),
  // what the host is asked costs something by itself
  ...[`os.remove(S)`, `io.open(S)`, `pcall(require, S)`].map((call): Row => ({ call, ratio: [6, 11] })),
  // errors that look for names
  { call: `for k in pairs(T) do _G["g" .. k] = k end pcall(string.rep)` },
  {
    call: `pcall(load("local go = ... if go then goto done end do " .. ("x = 1 "):rep(N) .. " end ::done:: return (nil).x"), true)`,
  },
];

function gasOf(version: LuaVersion, call: string, size: number): number {
  const lua = createLua({ version, libs: "all", limits: { stackSlots: 10_000_000 } });
  const before: number[] = [];
  lua.globals.set("N", size);
  lua.globals.set("meter", () => {
    before.push(lua.meter.instructions);
  });
  lua.globals.set("BYTES", new Array<number>(size).fill(65));
  lua.runSync(SETUP);
  if (/\bE\b/.test(call)) lua.runSync(EMPTIED);
  // the same instructions around the call in both sizes
  lua.globals.set("f", lua.load(`meter() do ${call} end meter()`, { chunkName: "=c" }));
  lua.runSync("f()");
  return before[1]! - before[0]!;
}

const SIZE = 4000;

describe.each(["5.3", "5.4"] as const)("gas in %s grows with the work:", (version) => {
  it.each(
    rows.filter((row) => row.version === undefined || row.version === version).map((row) => [row.call, row] as const),
  )("%s", (call, row) => {
    const small = gasOf(version, call, SIZE);
    const large = gasOf(version, call, 10 * SIZE);
    const [least, most] = row.ratio ?? [8.5, 11];
    expect({ ratio: large / small, small, large }).toSatisfy(
      ({ ratio }: { ratio: number }) => ratio >= least && ratio <= most,
    );
  });
});
