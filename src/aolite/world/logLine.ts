/** The fields of a line of a log, read one by one: what is wrong can be said, and which of them nobody has asked for. */
import { AoError } from "./aoError.ts";
import { hasParts, type Parts } from "./checks.ts";
import { CopiedTable } from "./copied.ts";
import { Tag } from "./message.ts";
import { type Packed, unpack } from "./packing.ts";

/** Something is wrong with a line; the message says what. */
export class LineFault extends Error {
  override readonly name = "LineFault";
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && value >= 0;
}

function isPacked(value: unknown): value is Packed {
  return hasParts(value) && "v" in value && (value.tables === undefined || Array.isArray(value.tables));
}

function isPair(value: unknown): value is readonly [Packed, Packed] {
  return Array.isArray(value) && value.length === 2 && value.every(isPacked);
}

/** See the file comment. All methods throw LineFault. */
export class LogLine {
  readonly #content: Parts;
  readonly #read = new Set<string>();

  /** @param what what the content is, for the message when it is no object */
  constructor(content: unknown, what = "the line") {
    if (!hasParts(content)) throw new LineFault(`${what} is no object`);
    this.#content = content;
  }

  /** A field of a kind; what it is said to be when it is not. */
  #field<T>(name: string, isRight: (value: unknown) => value is T, kind: string): T {
    const value = this.any(name);
    if (isRight(value)) return value;
    throw new LineFault(value === undefined ? `'${name}' is missing` : `'${name}' is no ${kind}`);
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#content, name);
  }

  any(name: string): unknown {
    this.#read.add(name);
    return this.has(name) ? this.#content[name] : undefined;
  }

  text(name: string): string {
    return this.#field(name, isText, "text");
  }

  optionalText(name: string): string | undefined {
    return this.any(name) === undefined ? undefined : this.text(name);
  }

  texts(name: string): readonly string[] {
    const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);
    return this.#field(name, isTexts, "list of texts");
  }

  /** A number of at least 0. */
  count(name: string): number {
    return this.#field(name, isCount, "number of at least 0");
  }

  optionalCount(name: string): number | undefined {
    return this.any(name) === undefined ? undefined : this.count(name);
  }

  /** What stands in a field, as a line of its own. */
  within(name: string): LogLine {
    return new LogLine(this.#field(name, hasParts, "object"));
  }

  list(name: string): readonly unknown[] {
    const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
    return this.#field(name, isList, "list");
  }

  table(name: string): CopiedTable {
    const value = this.reading(name, () => unpack(this.#field(name, isPacked, "packed table")));
    if (value instanceof CopiedTable) return value;
    throw new LineFault(`'${name}' is no packed table`);
  }

  tags(name: string): readonly Tag[] {
    const isPairs = (value: unknown): value is readonly (readonly [Packed, Packed])[] =>
      Array.isArray(value) && value.every(isPair);
    const pairs = this.#field(name, isPairs, "list of names with values");
    return this.reading(name, () => pairs.map(([tag, value]) => new Tag(unpack(tag), unpack(value))));
  }

  /** Makes something of a field; what those who make it say is wrong is said of the field. */
  reading<T>(name: string, make: () => T): T {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof SyntaxError || error instanceof AoError)) throw error;
      throw new LineFault(`'${name}': ${error.message}`);
    }
  }

  /** Everything has been read. @throws LineFault naming a key that is not known */
  end(): void {
    const unknown = Object.keys(this.#content).find((name) => !this.#read.has(name));
    if (unknown !== undefined) throw new LineFault(`unknown key '${unknown}'`);
  }
}
