/** Random statements for {@link Writer}. The named groups are the weights a generator can set. */

/** @typedef {import("./writer.mjs").Writer} Writer */
/** @typedef {import("./writer.mjs").Kind} Kind */
/** @typedef {(w: Writer, statements: Statements) => void} Statement */

const KINDS = /** @type {const} */ (["num", "num", "num", "str", "str", "tab", "any"]);

/** A weighted set of statements, and how sequences of them are written. */
export class Statements {
  /** @param {readonly (readonly [number, Statement])[]} table */
  constructor(table) {
    this.table = table;
  }

  /** @param {Writer} w */
  one(w) {
    w.budget--;
    w.s.weighted(this.table)(w, this);
  }

  /** Up to `high` statements. @param {Writer} w @param {number} low @param {number} high */
  some(w, low, high) {
    const count = w.s.int(low, high);
    for (let i = 0; i < count && w.budget > 0; i++) this.one(w);
  }

  /** A block of statements. @param {Writer} w @param {readonly import("./writer.mjs").Variable[]} variables */
  block(w, variables = [], high = 4) {
    w.block(() => this.some(w, 1, high), variables);
  }

  /** A loop body: counts down, may break or continue. @param {Writer} w @param {readonly import("./writer.mjs").Variable[]} variables */
  loopBody(w, variables = []) {
    const { s } = w;
    w.fn = { ...w.fn, loops: w.fn.loops + 1 };
    w.block(() => {
      w.emit("T()");
      const label = s.chance(25) ? w.label() : undefined;
      this.some(w, 1, 3);
      if (label) {
        w.emit(`if ${w.condition(1)} then goto ${label} end`);
        w.emit("do");
        this.block(w, [], 2);
        w.emit("end");
      }
      if (s.chance(25)) w.emit(`if ${w.condition(1)} then break end`);
      if (label) w.emit(`::${label}::`);
    }, variables);
    w.fn = { ...w.fn, loops: w.fn.loops - 1 };
  }
}

/** Text that keeps string values from growing without bound. @param {string} text */
function bounded(text) {
  return /\.\.|rep\(|format|gsub/.test(text) ? `cut(${text})` : text;
}

/** @type {Statement} */
export function localStatement(w) {
  const { s } = w;
  const kinds = s.list(1, s.chance(70) ? 1 : 3, () => s.pick(KINDS));
  const attributes = kinds.map(() => (w.is54 && s.chance(8) ? " <const>" : ""));
  const values = kinds.map((kind) => bounded(w.expression(kind, 3)));
  const shortened = s.chance(6);
  const lengthened = !shortened && s.chance(6);
  if (shortened) values.pop();
  else if (lengthened) values.push(w.any(1));
  else if (w.fn.vararg && s.chance(6)) values[values.length - 1] = "...";
  const names = kinds.map(() => w.freshName());
  w.emit(
    `local ${names.map((name, i) => name + attributes[i]).join(", ")}${values.length > 0 ? ` = ${values.join(", ")}` : ""}`,
  );
  for (const [i, name] of names.entries()) w.declare(name, /** @type {Kind} */ (kinds[i]), attributes[i] === "");
}

/** @type {Statement} */
export function assignment(w) {
  const target = w.target();
  w.emit(`${target.text} = ${bounded(w.expression(target.kind, 3))}`);
}

/** @type {Statement} */
export function multipleAssignment(w) {
  const { s } = w;
  const targets = s.list(2, 3, () => w.target());
  const values = targets.map((target) =>
    bounded(s.chance(40) ? (w.variable(target.kind) ?? "1") : w.expression(target.kind, 1)),
  );
  if (s.chance(20)) values.pop();
  if (s.chance(10)) values.push(w.call(2) ?? "9");
  w.emit(`${targets.map((t) => t.text).join(", ")} = ${values.join(", ")}`);
}

/** @type {Statement} */
export function printStatement(w) {
  const values = w.s.list(1, 3, () => w.any(2));
  w.emit(`print(${values.map((text) => `show(${text})`).join(", ")})`);
}

/** @type {Statement} */
export function ifStatement(w, st) {
  const { s } = w;
  w.emit(`if ${w.condition(2)} then`);
  st.block(w);
  for (let n = s.below(3); n > 0; n--) {
    w.emit(`elseif ${w.condition(2)} then`);
    st.block(w, [], 2);
  }
  if (s.chance(50)) {
    w.emit("else");
    st.block(w, [], 3);
  }
  w.emit("end");
}

/** @type {Statement} */
export function whileStatement(w, st) {
  const n = w.freshName();
  w.emit("do");
  w.block(() => {
    w.emit(`local ${n} = 0`);
    w.declare(n, "num", false);
    w.emit(`while ${n} < ${w.s.int(1, 5)}${w.s.chance(40) ? ` and ${w.wrap(w.condition(1))}` : ""} do`);
    w.emit(`  ${n} = ${n} + 1`);
    st.loopBody(w);
    w.emit("end");
  });
  w.emit("end");
}

/** @type {Statement} */
export function repeatStatement(w) {
  const n = w.freshName();
  w.emit("repeat");
  w.fn = { ...w.fn, loops: w.fn.loops + 1 };
  w.block(() => {
    w.emit("T()");
    localStatement(w, /** @type {never} */ (undefined));
    w.emit(`local ${n} = ${w.number(2)}`);
    w.emit(`${w.s.pick(["G1", "G2"])} = function() ${n} = ${n} + 1 return ${n} end`);
    if (w.s.chance(40)) w.emit(`if ${w.condition(1)} then break end`);
    w.declare(n, "num");
    w.indent = w.indent.slice(2);
    w.emit(`until ${w.s.chance(60) ? "true" : `${n} ${w.s.pick(["<", ">", "~="])} ${w.number(1)}`}`);
    w.indent += "  ";
  });
  w.fn = { ...w.fn, loops: w.fn.loops - 1 };
}

/** @type {Statement} */
export function numericFor(w, st) {
  const { s } = w;
  const name = w.freshName();
  const range = s.weighted([
    [8, () => `${s.int(1, 3)}, ${s.int(0, 5)}`],
    [3, () => `${s.int(1, 6)}, ${s.int(-3, 3)}, ${s.int(-3, -1)}`],
    [2, () => s.pick(["1, 2, 0.5", "1.0, 3", "0.1, 0.5, 0.1", "3, 1, -0.75", "1, 0", "-1, -3, -1"])],
    [
      2,
      () =>
        s.pick([
          "math.maxinteger - 2, math.maxinteger",
          "math.mininteger, math.mininteger + 2",
          "math.mininteger + 1, math.mininteger, -1",
          "math.maxinteger, math.huge",
          "1, math.huge, 1 << 62",
          "1, -math.huge",
          "3, 2.5",
          "1, 3.9",
          "-1, -3.5, -1",
          "math.maxinteger - 1, 1e100",
          "0, math.maxinteger, math.maxinteger",
        ]),
    ],
    [
      2,
      () => `${w.expression("num", 1)}, ${w.expression("num", 1)}${s.chance(50) ? `, ${w.expression("num", 0)}` : ""}`,
    ],
  ])();
  w.emit(`for ${name} = ${range} do`);
  st.loopBody(w, [{ name, kind: "num", assignable: s.chance(10) }]);
  w.emit("end");
}

/** @type {Statement} */
export function genericFor(w, st) {
  const { s } = w;
  const [k, v] = [w.freshName(), w.freshName()];
  const list = () => w.expression("tab", 1);
  const explist = s.weighted([
    [5, () => `ipairs(${list()})`],
    [2, () => `pairs({${s.list(0, 4, () => w.number(0)).join(", ")}})`],
    [2, () => `string.gmatch(${w.string(1)}, ${s.pick(['"."', '"%w+"', '"(%a)(%d*)"', '"()"'])})`],
    [2, () => `next, {${s.list(0, 3, () => w.number(0)).join(", ")}}${s.pick(["", ", nil"])}`],
    [
      2,
      () =>
        `(function() local i = 0 return function() i = i + 1 if i < ${s.int(1, 5)} then return i, ${w.withoutVararg(() => w.any(1))} end end end)()`,
    ],
    [
      2,
      () =>
        `function(limit, i) if i < limit then return i + 1, ${w.withoutVararg(() => w.any(1))} end end, ${s.int(0, 4)}, 0`,
    ],
    [1, () => `coroutine.wrap(function(...) for i = 1, ${s.int(1, 3)} do coroutine.yield(i, ${w.any(0)}) end end)`],
    [1, () => (w.is54 ? w.any(1) : `ipairs(${list()})`)],
  ])();
  w.emit(`for ${k}, ${v === k ? "z" : v} in ${explist} do`);
  st.loopBody(w, [
    { name: k, kind: "num", assignable: false },
    { name: v === k ? "z" : v, kind: "any", assignable: true },
  ]);
  w.emit("end");
}

/** Statements of a function body and what it returns. @param {Writer} w @param {Statements} st */
function functionContent(w, st) {
  const { s } = w;
  st.some(w, 0, 4);
  if (s.chance(10)) w.emit(`if ${w.condition(1)} then return ${w.values(0, 2, 1)} end`);
  if (s.chance(70)) {
    const tail = s.chance(20) ? w.call(2) : undefined;
    w.emit(`return ${tail ?? w.values(0, 3, 2)}`);
  }
}

/** @type {Statement} */
export function localFunction(w, st) {
  const name = w.s.pick(["f", "g", "h"]);
  const { text, variables } = w.parameters();
  const recursive = w.s.chance(15);
  if (!recursive) {
    w.emit(`local function ${name}${w.functionBody(text, variables, () => functionContent(w, st))}`);
  } else {
    w.emit(
      `local function ${name}${w.functionBody("n, ...", [{ name: "n", kind: "num", assignable: false }], () => {
        w.emit(
          `if type(n) == "number" and n > 0 and n < 20 then ${w.s.pick(["return", "local r ="])} ${name}(n - 1, ${w.any(1)}) end`,
        );
        functionContent(w, st);
      })}`,
    );
  }
  w.declare(name, "fn", w.s.chance(20));
}

/** @type {Statement} */
export function functionStatement(w, st) {
  const { s } = w;
  const table = w.variable("tab");
  const { text, variables } = w.parameters();
  const name = table && s.chance(60) ? `${table}${s.pick([".m", ":m", ".f", ".n.m"])}` : s.pick(["G1", "G2", "G3"]);
  const self = name.includes(":") ? [{ name: "self", kind: /** @type {Kind} */ ("tab"), assignable: true }] : [];
  const body = `function ${name}${w.functionBody(text, [...self, ...variables], () => functionContent(w, st))}`;
  w.emit(name.includes(".n.") ? `P(function()\n${w.indent}${body}\n${w.indent}end)` : body);
}

/** @type {Statement} */
export function callStatement(w) {
  const { s } = w;
  const table = w.variable("tab");
  const args = () => w.values(0, 3, 1);
  const form = s.below(6);
  if (form === 0 && table) w.emit(`P(function(...) return ${table}:m(${args()}) end, 1, nil)`);
  else if (form === 1) w.emit(`P(${s.pick(["G1", "G2", "G3"])}, ${w.any(1)})`);
  else if (form === 2)
    w.emit(`P(function(...) return (${w.withoutVararg(() => w.any(2))})(${args()}) end, ${w.any(0)})`);
  else w.emit(`P(${[w.variable("fn") ?? "G1", ...s.list(0, 3, () => w.any(1))].join(", ")})`);
}

/** @type {Statement} */
export function doStatement(w, st) {
  w.emit("do");
  st.block(w);
  w.emit("end");
}

/** Backward goto, nested break, goto out of nested loops. @type {Statement} */
export function gotoStatement(w, st) {
  const { s } = w;
  const label = w.label();
  const n = w.freshName();
  w.emit("do");
  w.block(() => {
    if (s.chance(50)) {
      w.emit(`local ${n} = 0`);
      w.emit(`::${label}::`);
      w.declare(n, "num", false);
      w.emit("T()");
      w.emit(`local keep = function() ${n} = ${n} + 1 return ${n} end`);
      st.some(w, 1, 2);
      w.emit(`if keep() < ${s.int(1, 4)} then goto ${label} end`);
      w.emit(`print(show(${n}))`);
    } else {
      w.emit(`for i = 1, 3 do`);
      w.emit(`  for j = 1, 3 do`);
      w.emit(`    T() G1 = function() return i * j end`);
      w.emit(`    if i * j ${s.pick(["==", ">", ">="])} ${s.int(1, 9)} then goto ${label} end`);
      w.emit(`  end`);
      w.emit(`end`);
      w.emit(`::${label}::${s.pick(["", " ;", ` print(P(G1))`])}`);
    }
  });
  w.emit("end");
}

/** A statement list inside a protected call, where kinds are mixed freely. @type {Statement} */
export function protectedStatement(w, st) {
  const { s } = w;
  const saved = w.wild;
  w.wild = s.pick([5, 15, 25]);
  const { text, variables } = w.parameters();
  const body = w.functionBody(text, variables, () => {
    st.some(w, 1, 4);
    if (s.chance(35)) w.emit(raise(w));
    else w.emit(`return ${w.values(0, 2, 2)}`);
  });
  w.wild = saved;
  w.emit(`${s.pick(["P", "P", "E"])}(function${body}${s.chance(50) ? `, ${w.any(1)}` : ""})`);
}

/** A statement that raises an error. @param {Writer} w */
export function raise(w) {
  const { s } = w;
  const text = w.string(1);
  return s.pick([
    `error(${text})`,
    `error(${text}, ${s.int(0, 3)})`,
    `error({code = ${w.number(0)}})`,
    "error()",
    "error(nil)",
    `error(${w.number(1)})`,
    `error(setmetatable({}, {__tostring = function() return ${text} end}))`,
    `assert(${w.condition(1)}, ${text})`,
    "assert(false)",
    "assert(nil, nil)",
    "assert()",
    `assert(false, {1, 2})`,
    `local q = nil; q.x = 1`,
    `local q = {}; q.x.y = 1`,
    `return G9.field`,
    `G9()`,
    `local q = {}; q:method(1)`,
    `local q = {}; q.a.b.c()`,
    `return {} .. "x"`,
    `return 1 < "2"`,
    `return {} < {}`,
    `return #5`,
    `return -{}`,
    `return 2^53 | 1.5`,
    `return 1 // 0`,
    `return 1 % 0`,
    `return ("x").y.z`,
    `string.rep()`,
    `("x"):rep({})`,
    `for i = 1, 10, 0 do end`,
    `for i = "a", 2 do end`,
    `for i = 1, {} do end`,
    w.is54 ? `for k in nil do end` : `for k in pairs(nil) do end`,
    `setmetatable(1, {})`,
    `local t = setmetatable({}, {__index = function(t, k) error(k, 2) end}); return t.foo`,
    `local t = {}; t[nil] = 1`,
    `local t = {}; t[0/0] = 1`,
    `return math.tointeger("x") + 1`,
  ]);
}
