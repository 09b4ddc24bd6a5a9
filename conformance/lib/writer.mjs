/** Writes random Lua that is correct in scope and grammar: variables, expressions, indentation. Statements: statements.mjs. */
import { FLOATS, INTEGERS, NUMERIC_STRINGS, STRINGS } from "./values.mjs";

/** @typedef {import("./source.mjs").Source} Source */
/** @typedef {"num" | "str" | "tab" | "fn" | "any"} Kind What a variable is meant to hold; it may well hold something else. */
/** @typedef {{ name: string, kind: Kind, assignable: boolean }} Variable */
/** @typedef {{ vararg: boolean, loops: number, coroutine: boolean, depth: number }} FunctionContext */

const NAMES = ["a", "b", "c", "d", "e", "x", "y", "z", "n", "s", "t", "u", "v", "w", "k"];
const GLOBALS = ["G1", "G2", "G3"];

export class Writer {
  /** @type {string[]} */ lines = [];
  /** @type {Variable[][]} */ scopes = [[]];
  /** @type {FunctionContext} */ fn = { vararg: true, loops: 0, coroutine: false, depth: 0 };
  indent = "";
  /** Statements left to write. */
  budget;
  /** Chance in percent that an operand is of a kind the operator does not expect. */
  wild = 1;
  #labels = 0;

  /** @param {Source} s @param {import("./engines.mjs").Dialect} dialect @param {number} budget */
  constructor(s, dialect, budget) {
    this.s = s;
    this.dialect = dialect;
    this.budget = budget;
  }

  /** True in the 5.4 dialect. */
  get is54() {
    return this.dialect === "5.4";
  }

  /** A label name no other label has. */
  label() {
    return `L${++this.#labels}`;
  }

  /** @param {string} text */
  emit(text) {
    this.lines.push(this.indent + text);
  }

  /** An indented block with a scope of its own. @param {() => void} body @param {readonly Variable[]} variables */
  block(body, variables = []) {
    const saved = this.indent;
    this.indent += "  ";
    this.scopes.push([...variables]);
    body();
    this.scopes.pop();
    this.indent = saved;
  }

  /**
   * A function expression; its body is written by `body`, in a function context of its own.
   * @param {string} parameters @param {readonly Variable[]} variables @param {() => void} body
   * @param {Partial<FunctionContext>} context
   */
  functionBody(parameters, variables, body, context = {}) {
    const { lines, fn } = this;
    this.lines = [];
    this.fn = {
      vararg: parameters.endsWith("..."),
      loops: 0,
      coroutine: fn.coroutine,
      depth: fn.depth + 1,
      ...context,
    };
    this.block(() => {
      this.emit("T()");
      body();
    }, variables);
    const text = `(${parameters})\n${this.lines.join("\n")}\n${this.indent}end`;
    this.lines = lines;
    this.fn = fn;
    return text;
  }

  /** What `f` writes, as inside a function without `...`. @template T @param {() => T} f */
  withoutVararg(f) {
    const saved = this.fn;
    this.fn = { ...saved, vararg: false };
    const result = f();
    this.fn = saved;
    return result;
  }

  /** @param {string} name @param {Kind} kind */
  declare(name, kind, assignable = true) {
    this.scopes.at(-1)?.push({ name, kind, assignable });
  }

  freshName() {
    return this.s.pick(NAMES);
  }

  /** What a name means here, innermost first, without the shadowed. */
  visible() {
    const seen = new Set();
    /** @type {Variable[]} */ const result = [];
    for (const scope of this.scopes.toReversed()) {
      for (const variable of scope.toReversed()) {
        if (seen.has(variable.name)) continue;
        seen.add(variable.name);
        result.push(variable);
      }
    }
    return result;
  }

  /** The name of a visible variable. @param {Kind} kind @param {boolean} assignable @returns {string | undefined} */
  variable(kind, assignable = false) {
    const candidates = this.visible().filter(
      (v) => (kind === "any" || v.kind === kind) && (!assignable || v.assignable),
    );
    return candidates.length === 0 ? undefined : this.s.pick(candidates).name;
  }

  /** @param {Kind} kind @returns {string} */
  expression(kind, depth = 2) {
    if (this.s.chance(this.wild)) return this.any(depth);
    switch (kind) {
      case "num":
        return this.number(depth);
      case "str":
        return this.string(depth);
      case "tab":
        return this.table(depth);
      case "fn":
        return this.function(depth);
      default:
        return this.any(depth);
    }
  }

  /** @param {number} depth @returns {string} */
  any(depth) {
    const kind = this.s.weighted(/** @type {const} */ ([[5, "num"], [4, "str"], [2, "tab"], [1, "fn"], [2, "bool"], [1, "nil"], [1, "global"], [1, "vararg"]])); // biome-ignore format: a table
    if (kind === "bool") return this.condition(depth);
    if (kind === "nil") return "nil";
    if (kind === "global") return this.s.pick(GLOBALS);
    if (kind === "vararg") return this.fn.vararg ? "(...)" : "nil";
    return this.expression(kind, depth);
  }

  /** Wrapped unless it reads well bare. @param {string} text */
  wrap(text) {
    return /^(\w+|"[^"]*"|[\w.]+)$/.test(text) || this.s.chance(25) ? text : `(${text})`;
  }

  /** A break in the line, rarely. */
  gap() {
    return this.s.chance(4) ? `\n${this.indent}    ` : " ";
  }

  /** @param {number} depth @returns {string} */
  number(depth) {
    const { s } = this;
    const sub = () => this.wrap(this.expression("num", depth - 1));
    const choice = depth <= 0 ? s.below(6) : s.below(22);
    switch (choice) {
      case 0:
      case 1:
        return String(s.int(0, 10));
      case 2:
      case 3:
      case 4:
        return this.variable("num") ?? String(s.int(-5, 100));
      case 5:
        return s.chance(60) ? s.pick(INTEGERS) : s.pick(FLOATS);
      case 6:
        return `#${this.wrap(this.expression(s.chance(50) ? "str" : "tab", depth - 1))}`;
      case 7:
        return `-${this.wrap(this.number(depth - 1)).replace(/^-/, " -")}`;
      case 8:
        return s.pick([
          `~${sub().replace(/^~/, " ~")}`,
          `math.floor(${this.number(depth - 1)})`,
          `math.abs(${this.number(depth - 1)})`,
        ]);
      case 9:
        return `math.${s.pick(["max", "min"])}(${this.number(depth - 1)}, ${this.number(depth - 1)})`;
      case 10:
        return this.fn.vararg ? 'select("#", ...)' : `(tonumber(${this.string(depth - 1)}) or ${s.int(0, 9)})`;
      case 11:
        return `(${this.condition(depth - 1)} and ${sub()} or ${sub()})`;
      case 12:
        return this.call(depth) ?? String(s.int(0, 9));
      case 13:
        return `${sub()}${this.gap()}${s.pick(["&", "|", "~", "<<", ">>"])}${this.gap()}${s.pick([sub(), String(s.int(0, 70))])}`;
      case 14:
        return `${sub()}${this.gap()}${s.pick(["/", "//", "%", "^"])} ${sub()}`;
      case 15: {
        const table = this.variable("tab");
        return table ? `${table}${s.pick(["[1]", ".n", "[2]", `[#${table}]`, ".v"])}` : "3";
      }
      default:
        return `${sub()}${this.gap()}${s.pick(["+", "-", "*", "+", "-"])}${this.gap()}${sub()}`;
    }
  }

  /** @param {number} depth @returns {string} */
  string(depth) {
    const { s } = this;
    const choice = depth <= 0 ? s.below(5) : s.below(14);
    switch (choice) {
      case 0:
      case 1:
        return s.chance(75)
          ? s.pick(['"a"', '"foo"', '"bar"', '"x y"', '""', "'q'", "[[long]]", '"7"'])
          : s.pick(s.chance(60) ? STRINGS : NUMERIC_STRINGS);
      case 2:
      case 3:
      case 4:
        return this.variable("str") ?? '"lit"';
      case 5:
        return `tostring(${this.s.chance(80) ? this.number(depth - 1) : this.condition(depth - 1)})`;
      case 6:
        return `type(${this.any(depth - 1)})`;
      case 7: {
        const text = this.wrap(this.string(depth - 1));
        const object =
          text.startsWith('"') || text.startsWith("'") || text.startsWith("[[") || /[ .]/.test(text)
            ? `(${text})`
            : text;
        return `${object}:${s.pick(["upper()", "lower()", "reverse()", "sub(2)", "sub(-2, -1)", "rep(2)", `rep(2, ${this.string(0)})`, "format(1, 2)", "len()"])}`;
      }
      case 8:
        return `string.format(${s.pick(['"%d"', '"%5.1f"', '"%s"', '"%q"', '"<%s>"', '"%x"'])}, ${this.number(depth - 1)})`;
      case 9:
        return `(${this.string(depth - 1)} or ${this.string(0)})`;
      default: {
        const parts = s.list(2, 4, () => this.wrap(this.s.chance(75) ? this.string(depth - 1) : this.number(0)));
        return parts.join(s.chance(5) ? `\n${this.indent}    .. ` : " .. ").replace(/(\d) \.\./g, "$1 ..");
      }
    }
  }

  /** @param {number} depth @returns {string} */
  condition(depth) {
    const { s } = this;
    if (depth <= 0) return s.pick(["true", "false", this.variable("any") ?? "nil"]);
    const kind = s.pick(/** @type {const} */ (["num", "num", "str"]));
    switch (s.below(8)) {
      case 0:
        return `not ${this.wrap(this.condition(depth - 1))}`;
      case 1:
        return `${this.wrap(this.condition(depth - 1))} ${s.pick(["and", "or"])} ${this.wrap(this.condition(depth - 1))}`;
      case 2:
        return `${this.wrap(this.any(depth - 1))} ${s.pick(["==", "~="])} ${this.wrap(this.any(depth - 1))}`;
      case 3:
        return s.pick(["true", "false", "nil", "0", '""']);
      default:
        return `${this.wrap(this.expression(kind, depth - 1))} ${s.pick(["<", "<=", ">", ">=", "==", "~="])} ${this.wrap(this.expression(kind, depth - 1))}`;
    }
  }

  /** @param {number} depth @returns {string} */
  table(depth) {
    const { s } = this;
    if (depth <= 0 || s.chance(40)) return this.variable("tab") ?? s.pick(["{}", "{1, 2, 3}", '{"x"}', "{n = 1, 5}"]);
    const items = s.list(0, 5, () => {
      switch (s.below(8)) {
        case 0:
          return `${s.pick(["n", "v", "k", "name"])} = ${this.any(depth - 1)}`;
        case 1:
          return `[${s.pick(["1", '"n"', "2.0", `"k"`, "-1", "10"])}] = ${this.any(depth - 1)}`;
        default:
          return this.any(depth - 1).replace(/^nil$/, "0");
      }
    });
    if (this.fn.vararg && s.chance(10)) items.push("...");
    return `{${items.join(s.pick([", ", "; ", ", "]))}${items.length > 0 && s.chance(10) ? "," : ""}}`;
  }

  /** @param {number} depth @returns {string} */
  function(depth) {
    const { s } = this;
    const known = this.variable("fn");
    if (known && (depth <= 0 || s.chance(50))) return known;
    if (depth <= 0 || this.fn.depth > 3 || s.chance(40)) {
      return s.pick(["print", "tostring", "math.abs", "string.upper", "select", "type", "rawlen", "error"]);
    }
    const { text, variables } = this.parameters();
    return `function${this.functionBody(text, variables, () => this.emit(`return ${this.values(0, 2, depth - 1)}`))}`;
  }

  /** A parameter list and its variables. */
  parameters() {
    const names = [...new Set(this.s.list(0, 3, () => this.freshName()))];
    const vararg = this.s.chance(30);
    /** @type {Variable[]} */
    const variables = names.map((name) => ({
      name,
      kind: this.s.pick(/** @type {const} */ (["num", "num", "str", "any"])),
      assignable: true,
    }));
    return { text: [...names, ...(vararg ? ["..."] : [])].join(", "), variables };
  }

  /** A list of expressions. @param {number} low @param {number} high */
  values(low, high, depth = 2) {
    const list = this.s.list(low, high, () => this.any(depth));
    if (this.fn.vararg && this.s.chance(10)) list.push("...");
    return list.join(", ");
  }

  /** A call of something callable in sight. @param {number} depth @returns {string | undefined} */
  call(depth) {
    const name = this.variable("fn");
    if (!name) return undefined;
    return `${name}(${this.values(0, 3, Math.min(1, depth - 1))})`;
  }

  /** A place that can be assigned to, and the kind of value it is for. @returns {{ text: string, kind: Kind }} */
  target() {
    const { s } = this;
    const table = this.variable("tab");
    if (table && s.chance(35)) {
      return {
        text: `${table}${s.pick([".n", ".v", `[#${table} + 1]`, "[1]", "[2]", `[${this.number(0)}]`, `[ ${this.string(0)}]`])}`,
        kind: "any",
      };
    }
    const candidates = this.visible().filter((v) => v.assignable);
    if (candidates.length > 0 && s.chance(85)) {
      const variable = s.pick(candidates);
      return { text: variable.name, kind: variable.kind };
    }
    return { text: s.pick(GLOBALS), kind: "any" };
  }
}
