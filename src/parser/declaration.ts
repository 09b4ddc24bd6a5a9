import type { Constant, LocalVariable } from "./ast.ts";

/** A local variable as the parser sees it. */
export class Declaration implements LocalVariable {
  name = "";
  attribute: "const" | "close" | undefined = undefined;
  captured = false;
  index = 0;
  /** The word number of its name. */
  word = 0;
  /** The scope of the function it belongs to; undefined for the `_ENV` of the chunk (§2.2). */
  scope: object | undefined = undefined;
  constant: Constant | undefined = undefined;
  /** The declaration of the same name it hides, while it is visible. */
  shadowed: Declaration | undefined = undefined;
}

/** The declarations of a chunk; those of a function that is done with serve for the next one. */
export class DeclarationStore {
  private readonly declarations: Declaration[] = [];
  /** How many are in use. Who sets it back gives back those made since. */
  used = 0;

  /** A variable that is not visible yet. */
  declare(
    name: string,
    word: number,
    attribute: "const" | "close" | undefined,
    index: number,
    scope: object | undefined,
  ): Declaration {
    const { declarations } = this;
    if (this.used === declarations.length) declarations.push(new Declaration());
    const declaration = declarations[this.used++]!;
    declaration.name = name;
    declaration.word = word;
    declaration.attribute = attribute;
    declaration.index = index;
    declaration.scope = scope;
    declaration.captured = false;
    declaration.constant = undefined;
    declaration.shadowed = undefined;
    return declaration;
  }
}
