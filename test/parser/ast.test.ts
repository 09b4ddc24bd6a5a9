import { describe, expect, test } from "vitest";
import type { LuaVersion } from "../../src/base/version.ts";
import {
  BinaryOperator,
  type Expression,
  ExpressionKind,
  type FunctionBody,
  type Statement,
  StatementKind,
  UnaryOperator,
} from "../../src/parser/ast.ts";
import { parse } from "../../src/parser/parse.ts";

const body = (source: string, version: LuaVersion = "5.4"): readonly Statement[] =>
  parse(source, "=x", version).body.statements;

function returned(source: string): Expression {
  const last = body(source).at(-1)!;
  if (last.kind !== StatementKind.Return) throw new Error("no return");
  return last.values[0]!;
}

/** An expression with the parentheses that its structure implies. */
function show(e: Expression): string {
  switch (e.kind) {
    case ExpressionKind.Binary:
      return `(${show(e.left)} ${BinaryOperator[e.operator]} ${show(e.right)})`;
    case ExpressionKind.And:
    case ExpressionKind.Or:
      return `(${show(e.left)} ${ExpressionKind[e.kind]} ${show(e.right)})`;
    case ExpressionKind.Unary:
      return `(${UnaryOperator[e.operator]} ${show(e.operand)})`;
    case ExpressionKind.Global:
      return e.word.text;
    case ExpressionKind.Field:
      return `${show(e.left)}.${e.word.text}`;
    case ExpressionKind.Index:
      return `${show(e.left)}[${show(e.key)}]`;
    case ExpressionKind.Local:
      return `local ${e.variable.name}`;
    case ExpressionKind.UpValue:
      return `upvalue ${e.name}`;
    case ExpressionKind.String:
      return e.word.text;
    case ExpressionKind.Number:
    case ExpressionKind.Boolean:
      return String(e.value);
    default:
      return ExpressionKind[e.kind];
  }
}

/** The function that the last statement of a chunk assigns. */
function lastFunction(statements: readonly Statement[]): FunctionBody {
  const last = statements.at(-1)!;
  if (last.kind !== StatementKind.LocalFunction && last.kind !== StatementKind.Function) throw new Error("no function");
  return last.value.body;
}

test.each([
  ["a + b * c - d", "((a Add (b Multiply c)) Subtract d)"],
  ["-a ^ -b ^ c", "(Minus (a Power (Minus (b Power c))))"],
  ["a .. b .. c + 1", "(a Concat (b Concat (c Add 1)))"],
  ["not a == b", "((Not a) Equal b)"],
  ["a or b and c < d", "(a Or (b And (c Less d)))"],
  ["a >= b ~= c > d", "(((a GreaterEqual b) NotEqual c) Greater d)"],
  ["a | b ~ c & d << e .. f", "(a BitOr (b BitXor (c BitAnd (d ShiftLeft (e Concat f)))))"],
  ["a << b >> c <= d", "(((a ShiftLeft b) ShiftRight c) LessEqual d)"],
  ["#a // ~b % 2", "(((Length a) FloorDivide (BitNot b)) Modulo 2)"],
  ["2 ^ 3 * 4 / 5", "(((2 Power 3) Multiply 4) Divide 5)"],
  ["a.b['c'].d", "a.b[c].d"],
])("precedence: %s", (source, expected) => {
  expect(show(returned(`return ${source}`))).toBe(expected);
});

describe("names", () => {
  test("upvalues are numbered by first use, through all functions between", () => {
    const main = parse("local a, b; local function f() return function() return b, x, a end end", "=x", "5.4");
    expect(main.upvalues).toEqual([{ name: "_ENV", variable: undefined, index: 0 }]);
    const outer = lastFunction(main.body.statements);
    expect(outer.upvalues.map((u) => [u.name, u.variable?.name, u.index])).toEqual([
      ["b", "b", 0],
      ["_ENV", undefined, 0],
      ["a", "a", 0],
    ]);
    const declared = main.body.statements.flatMap((s) =>
      s.kind === StatementKind.Local ? s.variables : s.kind === StatementKind.LocalFunction ? [s.variable] : [],
    );
    expect(declared.map((v) => [v.name, v.captured, v.index])).toEqual([
      ["a", true, 0],
      ["b", true, 1],
      ["f", false, 2],
    ]);
  });

  test("a local is visible after its statement, a local function in its body", () => {
    const [first, second] = body("local x = x; local function f() return f end");
    expect(first!.kind === StatementKind.Local && show(first!.values[0]!)).toBe("x");
    expect(second!.kind === StatementKind.LocalFunction && second!.variable.captured).toBe(true);
  });

  test("_ENV is a name like any other", () => {
    expect(returned("local _ENV = {}; return x")).toMatchObject({
      kind: ExpressionKind.Field,
      left: { kind: ExpressionKind.Local },
    });
    expect(returned("return _ENV")).toMatchObject({ kind: ExpressionKind.UpValue, index: 0 });
  });

  test("the condition of repeat sees the locals of the block; the loop ends there", () => {
    const [loop, last] = body("repeat local x until x; return x");
    expect(loop!.kind === StatementKind.Repeat && show(loop!.condition)).toBe("local x");
    expect(last!.kind === StatementKind.Return && show(last!.values[0]!)).toBe("x");
  });

  test.each([
    ["1", "1"],
    ["'a'", "a"],
    ["(1 + 2) * 3", "9"],
    ["not nil", "true"],
    ["1 and 'b'", "b"],
    ["-(2 ^ 53)", String(-(2 ** 53))],
    ["1 << 63 >> 63", "1"],
    ["1 // 0", "local x"],
    ["'a' .. 'b'", "local x"],
    ["false and 1", "local x"],
    ["0.0 * 1", "local x"],
    ["1 < 2", "local x"],
  ])("a compile-time constant %s is a literal where it is used", (value, expected) => {
    expect(show(returned(`local x <const> = ${value}; return x`))).toBe(expected);
  });

  test("a compile-time constant is no upvalue", () => {
    expect(lastFunction(body("local x <const> = 1; local function f() return x end")).upvalues).toEqual([]);
    expect(lastFunction(body("local x <const> = g; local function f() return x end")).upvalues).toHaveLength(1);
  });
});

describe("labels", () => {
  test("void statements behind a label do not keep it from ending its block", () => {
    const [, , , goto, label] = body("local a; do end; local b; goto l; ::l:: ; ::m:: ;");
    expect(label).toMatchObject({ kind: StatementKind.Label, label: { name: "l", atBlockEnd: true, active: [] } });
    expect(goto!.kind === StatementKind.Goto && goto!.label).toMatchObject({ name: "l", atBlockEnd: true });
    expect(goto!.kind === StatementKind.Goto && goto!.active.map((v) => v.name)).toEqual(["a", "b"]);
  });

  test("the end of a repeat block is not an end", () => {
    const [loop] = body("repeat local a; ::l:: until a");
    const label = loop!.kind === StatementKind.Repeat ? loop!.body.statements[1] : undefined;
    expect(label).toMatchObject({ label: { atBlockEnd: false, active: [{ name: "a" }] } });
  });

  test("5.3 prefers a later label of the inner block to an earlier one outside", () => {
    const [outer, block] = body("::l:: do goto l; x = 1 ::l:: y = 2 end", "5.3");
    const goto = block!.kind === StatementKind.Do ? block!.body.statements[0]! : undefined;
    expect(
      outer!.kind === StatementKind.Label && goto?.kind === StatementKind.Goto && goto.label === outer!.label,
    ).toBe(false);
  });
});

describe("lines", () => {
  test("of functions", () => {
    const source = "\nfunction f()\nend\nlocal g = function\n\n(a)\n\nend\n\n";
    const main = parse(source, "=x", "5.4");
    expect([main.line, main.lastLine]).toEqual([0, 10]);
    const [f, g] = main.body.statements;
    expect(f).toMatchObject({ line: 2, lastLine: 3, value: { body: { line: 2, lastLine: 3 } } });
    // PUC says that an anonymous function is where its parameters are.
    expect(g).toMatchObject({ line: 4, lastLine: 8, values: [{ body: { line: 6, lastLine: 8 } }] });
  });

  test("of calls and operators", () => {
    expect(returned("return f\n(\n1)\n.x")).toMatchObject({ line: 4, left: { line: 3, callLine: 1 } });
    expect(returned("return a\n+\nb")).toMatchObject({ line: 3, operatorLine: 2, left: { line: 1 } });
    expect(returned("return [[\n\n]]\n..\n'\\\n'")).toMatchObject({
      left: { line: 3 },
      operatorLine: 4,
      right: { line: 6 },
    });
  });

  test("of a table item that PUC looks beyond", () => {
    expect(returned("return { f\n\n }")).toMatchObject({ startLine: 1, fields: [{ value: { line: 3 } }] });
  });

  test("of the parts of an if statement", () => {
    expect(body("if a then\nb()\nelseif c then\nelse\nend")[0]).toMatchObject({
      line: 1,
      lastLine: 5,
      clauses: [{ endLine: 3 }, { endLine: 4 }],
    });
  });
});

test("a long table constructor", () => {
  const table = returned(`return {\n${"1,\n".repeat(300_000)}}`);
  expect(table.kind === ExpressionKind.Table && table.fields.length).toBe(300_000);
  expect(table.line).toBe(300_002);
});
