/**
 * The expressions of the syntax tree as objects of two classes, so that the code which walks the tree finds two hidden classes and
 * not sixteen: telling those apart took a quarter of the time of code generation. What the fields mean depends on the kind; the
 * getters have the names of ast.ts.
 */

import type {
  BinaryOperator,
  CallExpression,
  Expression,
  FunctionBody,
  FunctionExpression,
  IndexExpression,
  LocalVariable,
  StringExpression,
  TableExpression,
  TableField,
  UnaryExpression,
} from "./ast.ts";

/** An expression without a left part. */
class Leaf {
  readonly kind: string;
  readonly line: number;
  readonly value: unknown;
  readonly number: number;

  constructor(kind: string, line: number, value: unknown, number: number) {
    this.kind = kind;
    this.line = line;
    this.value = value;
    this.number = number;
  }

  get variable(): unknown {
    return this.value;
  }
  get name(): unknown {
    return this.value;
  }
  get body(): unknown {
    return this.value;
  }
  get fields(): unknown {
    return this.value;
  }
  get inner(): unknown {
    return this.value;
  }
  get index(): number {
    return this.number;
  }
  get startLine(): number {
    return this.number;
  }
}

/** An expression with operands, or with a suffix. */
class Branch {
  readonly kind: string;
  readonly line: number;
  readonly left: Expression;
  readonly right: unknown;
  readonly operator: string | undefined;
  readonly operatorLine: number;

  constructor(
    kind: string,
    line: number,
    left: Expression,
    right: unknown,
    operator: string | undefined,
    operatorLine: number,
  ) {
    this.kind = kind;
    this.line = line;
    this.left = left;
    this.right = right;
    this.operator = operator;
    this.operatorLine = operatorLine;
  }

  get operand(): Expression {
    return this.left;
  }
  get object(): Expression {
    return this.left;
  }
  get callee(): Expression {
    return this.left;
  }
  get key(): unknown {
    return this.right;
  }
  get arguments(): unknown {
    return this.right;
  }
  get name(): string | undefined {
    return this.operator;
  }
  get callLine(): number {
    return this.operatorLine;
  }
}

export function constantNode(
  kind: "Nil" | "Boolean" | "Number" | "String" | "Vararg",
  line: number,
  value?: unknown,
): Expression {
  return new Leaf(kind, line, value, 0) as Expression;
}

export function stringNode(line: number, value: string): StringExpression {
  return new Leaf("String", line, value, 0) as unknown as StringExpression;
}

export function localNode(line: number, variable: LocalVariable): Expression {
  return new Leaf("Local", line, variable, 0) as Expression;
}

export function upvalueNode(line: number, name: string, index: number): Expression {
  return new Leaf("UpValue", line, name, index) as Expression;
}

export function functionNode(line: number, body: FunctionBody): FunctionExpression {
  return new Leaf("Function", line, body, 0) as unknown as FunctionExpression;
}

export function tableNode(line: number, fields: readonly TableField[], startLine: number): TableExpression {
  return new Leaf("Table", line, fields, startLine) as unknown as TableExpression;
}

export function parenthesizedNode(line: number, inner: Expression): Expression {
  return new Leaf("Parenthesized", line, inner, 0) as Expression;
}

export function unaryNode(
  line: number,
  operator: UnaryExpression["operator"],
  operand: Expression,
  operatorLine: number,
): Expression {
  return new Branch("Unary", line, operand, undefined, operator, operatorLine) as Expression;
}

export function binaryNode(
  line: number,
  operator: BinaryOperator | "and" | "or",
  left: Expression,
  right: Expression,
  operatorLine: number,
): Expression {
  const kind = operator === "and" || operator === "or" ? "Logical" : "Binary";
  return new Branch(kind, line, left, right, operator, operatorLine) as Expression;
}

export function indexNode(line: number, object: Expression, key: Expression): IndexExpression {
  return new Branch("Index", line, object, key, undefined, 0) as unknown as IndexExpression;
}

export function callNode(
  line: number,
  callee: Expression,
  list: readonly Expression[],
  callLine: number,
): CallExpression {
  return new Branch("Call", line, callee, list, undefined, callLine) as unknown as CallExpression;
}

export function methodCallNode(
  line: number,
  object: Expression,
  name: string,
  list: readonly Expression[],
  callLine: number,
): Expression {
  return new Branch("MethodCall", line, object, list, name, callLine) as unknown as Expression;
}
