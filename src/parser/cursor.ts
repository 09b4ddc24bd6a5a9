import { EmbeddedActionsParser, type IParserErrorMessageProvider, type IToken, type TokenType } from "chevrotain";
import type { LuaNumber } from "../base/luaFloat.ts";
import { chunkId } from "../base/source.ts";
import { SyntaxFault } from "../base/syntaxError.ts";
import type { LuaVersion } from "../base/version.ts";
import { LuaLexer, type TokenStream } from "../lexer/lexer.ts";
import { longBracketEnd, longBracketLevel } from "../lexer/longBracket.ts";
import { numeralEnd, numeralPattern } from "../lexer/numeral.ts";
import { quotedStringEnd } from "../lexer/quotedString.ts";
import { TokenKind } from "../lexer/tokenKind.ts";
import { createVocabulary } from "../lexer/tokens.ts";
import type { Word } from "../lexer/words.ts";
import { NodeStore } from "./nodes.ts";
import { ChunkScope, type FunctionScope, type ScopeReporter } from "./scope.ts";

/**
 * Deepest nesting of statements and expressions, by dialect. PUC counts C calls up to 200; these are what is left of them
 * for a chunk that a main program passes to `load`.
 */
const MAX_LEVEL: { readonly [version in LuaVersion]: number } = { "5.3": 198, "5.4": 197 };

/** Hands Chevrotain's complaints to the parser, which raises them in PUC's words. */
class ErrorMessages implements IParserErrorMessageProvider {
  cursor: TokenCursor | undefined = undefined;

  buildMismatchTokenMessage(options: { expected: TokenType }): string {
    return this.cursor!.tokenExpected(options.expected);
  }
  buildNoViableAltMessage(): string {
    return this.cursor!.syntaxError("unexpected symbol");
  }
  buildEarlyExitMessage(): string {
    return this.cursor!.syntaxError("unexpected symbol");
  }
  buildNotAllInputParsedMessage(): string {
    return "";
  }
}

/**
 * The part of the parser that walks over tokens and raises errors. It looks one token ahead, in the arrays of the lexer;
 * Chevrotain, which keeps the position, gets to see a token as an object only when it asks for one. Rule bodies also run once
 * without input, when Chevrotain records the grammar: then every token looks like the end of the file.
 */
export abstract class TokenCursor extends EmbeddedActionsParser implements ScopeReporter {
  readonly version: LuaVersion;
  /** The current token: read, not yet consumed. */
  protected kind: TokenKind = TokenKind.EndOfFile;
  /** Line of the last consumed token (its end). */
  protected lastLine = 1;
  /** Open levels of statements and expressions. */
  protected level = 0;
  /** The function being parsed. */
  protected scope: FunctionScope;
  /** Where the nodes of the chunk come from. */
  protected nodes: NodeStore = new NodeStore();
  protected readonly types: readonly TokenType[];
  protected stream: TokenStream;
  /** Chevrotain's position: index of the last consumed token. */
  declare private currIdx: number;
  private readonly lexer: LuaLexer;
  private readonly maxLevel: number;
  private kinds: Uint8Array;
  private lines: Int32Array;
  private payloads: Int32Array;
  private chunkName = "";
  /** What it looks at between chunks. */
  private readonly idleStream: TokenStream;
  private readonly idleScope: FunctionScope;

  constructor(version: LuaVersion, skipValidations: boolean) {
    const vocabulary = createVocabulary();
    const errorMessageProvider = new ErrorMessages();
    super(vocabulary.tokenTypes, { maxLookahead: 1, skipValidations, errorMessageProvider });
    errorMessageProvider.cursor = this;
    this.version = version;
    this.lexer = new LuaLexer(version);
    this.maxLevel = MAX_LEVEL[version];
    this.types = vocabulary.typeOf;
    this.idleStream = this.lexer.tokenize("");
    this.stream = this.idleStream;
    this.kinds = this.stream.kinds;
    this.lines = this.stream.lines;
    this.payloads = this.stream.payloads;
    this.idleScope = this.mainScope();
    this.scope = this.idleScope;
  }

  /** Starts on a chunk. */
  protected open(source: string, chunkName: string): void {
    this.reset();
    this.look(this.lexer.tokenize(source));
    this.chunkName = chunkName;
    this.level = 0;
    this.lastLine = 1;
    this.nodes = new NodeStore();
    this.scope = this.mainScope();
    this.enterToken(0);
  }

  /** Forgets the chunk. */
  protected close(): void {
    this.reset();
    this.look(this.idleStream);
    this.chunkName = "";
    this.nodes = new NodeStore();
    this.scope = this.idleScope;
  }

  private look(stream: TokenStream): void {
    this.stream = stream;
    this.kinds = stream.kinds;
    this.lines = stream.lines;
    this.payloads = stream.payloads;
  }

  private mainScope(): FunctionScope {
    return new ChunkScope(this.version, this, this.stream.words.length).enterFunction(0);
  }

  /** Moves on by one token. Chevrotain calls this too. */
  consumeToken(): void {
    const index = ++this.currIdx;
    this.lastLine = this.lines[index]!;
    this.enterToken(index + 1);
  }

  /** Line of the current token (its end): where PUC's lexer stands. */
  protected line(): number {
    return this.lines[this.currIdx + 1]!;
  }

  /** The kind of the token after the current one. PUC has then read that one, so that the line is its line. */
  protected peek(): TokenKind {
    const next = this.currIdx + 2;
    if (this.kinds[next] === TokenKind.LexicalError) this.lexicalError(next);
    this.lines[next - 1] = this.lines[next]!;
    return this.kinds[next]!;
  }

  /** Consumes the current token if it is of this kind. */
  protected accept(kind: TokenKind): boolean {
    if (this.kind !== kind) return false;
    this.consumeToken();
    return true;
  }

  /** Consumes a token of this kind or fails. */
  protected expect(kind: TokenKind): void {
    if (this.kind === kind) this.consumeToken();
    else this.CONSUME(this.types[kind]!);
  }

  /** Consumes a name and gives its word number. */
  protected expectName(): number {
    const word = this.payloads[this.currIdx + 1]!;
    this.expect(TokenKind.Name);
    return word;
  }

  /** Consumes a name and gives it as a word. */
  protected expectWord(): Word {
    return this.stream.words[this.expectName()]!;
  }

  /** Consumes a numeral and gives its value. */
  protected takeNumber(): LuaNumber {
    const value = this.stream.values[this.payloads[this.currIdx + 1]!]!;
    this.consumeToken();
    return value;
  }

  /** Consumes a string and gives it as a word. */
  protected takeString(): Word {
    const word = this.stream.words[this.payloads[this.currIdx + 1]!]!;
    this.consumeToken();
    return word;
  }

  /** Consumes what closes `opener`, which stands in `line`, or fails. */
  protected expectMatch(kind: TokenKind, opener: string, line: number): void {
    if (this.kind !== kind && line !== this.line() && !this.RECORDING_PHASE) {
      const what = this.types[kind]!.LABEL;
      this.syntaxError(`'${what}' expected (to close '${opener}' at line ${line})`);
    }
    this.expect(kind);
  }

  /** Opens a level of nesting; whoever opens it counts `level` down again. */
  protected enterLevel(): void {
    if (++this.level > this.maxLevel) this.tooManyLevels(false);
  }

  /** Fails if another `count` levels would be too many. `lookedAhead`: the token after the current one has been read. */
  protected checkLevels(count: number, lookedAhead = false): void {
    if (this.level + count > this.maxLevel) this.tooManyLevels(lookedAhead);
  }

  /** Some other token was expected. */
  tokenExpected(type: TokenType): never {
    if (type === this.types[TokenKind.EndOfFile]) return this.syntaxError("<eof> expected");
    return this.syntaxError(type === this.types[TokenKind.Name] ? "<name> expected" : `'${type.LABEL}' expected`);
  }

  /** The current token does not belong here. */
  syntaxError(message: string): never {
    throw this.fault(message, this.line(), this.currIdx + 1, this.tokenText(this.currIdx + 1));
  }

  semanticError(message: string): never {
    throw this.fault(message, this.line(), this.currIdx + 1, undefined);
  }

  plainError(message: string): never {
    const { chunk, line, column } = this.fault("", this.line(), this.currIdx + 1, undefined);
    throw new SyntaxFault({ message, chunk, line, column, near: undefined });
  }

  private enterToken(index: number): void {
    const kind = this.kinds[index]!;
    this.kind = kind;
    if (kind === TokenKind.LexicalError) this.lexicalError(index);
  }

  private tooManyLevels(lookedAhead: boolean): never {
    if (this.version === "5.4") this.plainError("C stack overflow");
    const { line } = this.scope;
    const where = line === 0 ? "main function" : `function at line ${line}`;
    const message = `too many C levels (limit is 200) in ${where}`;
    if (!lookedAhead) return this.syntaxError(message);
    throw this.fault(message, this.line(), this.currIdx + 1, `'${this.bufferText(this.currIdx + 2)}'`);
  }

  private lexicalError(index: number): never {
    const { message, near, line } = this.stream.fault!;
    throw this.fault(message, line, index, near === undefined ? "<eof>" : `'${toZero(near)}'`);
  }

  private fault(text: string, line: number, index: number, near: string | undefined): SyntaxFault {
    const { source, offsets } = this.stream;
    const offset = this.kinds[index] === TokenKind.EndOfFile ? source.length : offsets[index]!;
    const newline = offset === 0 ? -1 : Math.max(lastByte(source, "\n", offset), lastByte(source, "\r", offset));
    const chunk = chunkId(this.chunkName);
    const message = `${chunk}:${line}: ${text}${near === undefined ? "" : ` near ${near}`}`;
    return new SyntaxFault({ message, chunk, line, column: offset - newline, near });
  }

  /** A token as PUC's messages show it; undefined for a zero byte, after which they stop. */
  private tokenText(index: number): string | undefined {
    const kind = this.kinds[index]!;
    if (kind === TokenKind.EndOfFile) return "<eof>";
    const image = this.image(index);
    const text = kind === TokenKind.Unknown ? byteText(image.charCodeAt(0)) : image;
    return text && `'${text}'`;
  }

  /** What PUC's lexer has in its buffer after reading a token. */
  private bufferText(index: number): string {
    switch (this.kinds[index]) {
      case TokenKind.String:
      case TokenKind.Name:
      case TokenKind.Numeral:
      case TokenKind.Dot:
      case TokenKind.Concat:
      case TokenKind.Ellipsis:
        return this.image(index);
      default:
        return "";
    }
  }

  /** The text of a token; of a string, as PUC's lexer keeps it: its delimiters around its value. */
  private image(index: number): string {
    const { source, offsets, payloads, words } = this.stream;
    const kind = this.kinds[index]!;
    const start = offsets[index]!;
    switch (kind) {
      case TokenKind.Name:
        return words[payloads[index]!]!.text;
      case TokenKind.Numeral:
        return source.slice(start, numeralEnd(numeralPattern(this.version), source, start));
      case TokenKind.Unknown:
        return source.charAt(start);
      case TokenKind.String: {
        const quotes = source.charAt(start) === "[" ? longBracketLevel(source, start) + 2 : 1;
        const end = quotes === 1 ? quotedStringEnd(source, start) : longBracketEnd(source, start, quotes - 2);
        return toZero(
          source.slice(start, start + quotes) + words[payloads[index]!]!.text + source.slice(end - quotes, end),
        );
      }
      default:
        return this.types[kind]!.LABEL!;
    }
  }

  // What Chevrotain asks for.

  /** The token `howMuch` tokens on, as an object. */
  override LA(howMuch: number): IToken {
    const index = this.currIdx + howMuch;
    const kind = index < 0 ? TokenKind.EndOfFile : this.kinds[index]!;
    const tokenType = this.types[kind]!;
    return {
      tokenType,
      tokenTypeIdx: tokenType.tokenTypeIdx!,
      image: "",
      startOffset: this.stream.offsets[index] ?? 0,
    };
  }

  /** As {@link LA}. */
  override LA_FAST(howMuch: number): IToken {
    return this.LA(howMuch);
  }

  /** Nothing: there is no token vector to pad. */
  onBeforeParse(): void {}

  /** Nothing: the rule of a chunk looks for its end itself. */
  onAfterParse(): void {}
}

/** Offset of the last `byte` before `offset`, or -1. */
function lastByte(source: string, byte: string, offset: number): number {
  return source.lastIndexOf(byte, offset - 1);
}

/** C formats text up to the first zero byte. */
function toZero(text: string): string {
  const zero = text.indexOf("\0");
  return zero < 0 ? text : text.slice(0, zero);
}

/** A byte that is a token of its own. */
function byteText(byte: number): string | undefined {
  if (byte === 0) return undefined;
  return byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `<\\${byte}>`;
}
