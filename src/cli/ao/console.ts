/** The commands of `perigee ao repl`: one line in, text out. Knows the world, but no terminal. */
import { AoError, createWorld, restoreWorld } from "../../aolite/index.ts";
import { lineText, shownLines, type TraceEvent } from "../../aolite/trace/event.ts";
import { recordTrace, valueText } from "../../aolite/trace/recorder.ts";
import { messageTrees, renderTrees } from "../../aolite/trace/tree.ts";
import type { AoValue, SendInput, World, WorldOptions } from "../../aolite/world/types.ts";
import { createLua, type Lua } from "../../api/index.ts";
import { RuleTextError, ruleFromText } from "./consoleRule.ts";
import { inboxText, messageText, resultText, ruleText, valueShown } from "./consoleText.ts";
import { isUnclosed, quotedWords } from "./consoleWords.ts";
import { exchangeText } from "./exchange.ts";

/** What the console needs of the machine. */
export interface ConsoleFiles {
  readonly read: (path: string) => Uint8Array;
  readonly write: (path: string, content: string | Uint8Array) => void;
  /** Writes a run in the format that the name says. */
  readonly writeTrace: (path: string, events: readonly TraceEvent[]) => void;
  readonly exists: (path: string) => boolean;
  /** Names of files and directories that begin like this; directories end with a slash. */
  readonly beginningWith: (path: string) => readonly string[];
}

/** A line that cannot be carried out; the message is for the user. */
class ConsoleError extends Error {}

interface Command {
  readonly usage: string;
  readonly help: string;
  /** At least, at most; of the last word the rest of the line when `isText`. */
  readonly words: readonly [number, number];
  readonly isText?: boolean;
  /** What may stand at each place; the last one holds for all that follow. */
  readonly completes?: readonly Completion[];
  run(words: readonly string[]): string;
}

/** What a word of a command is. Actions are those that the process named before has handlers for. */
type Completion = "process" | "message" | "action" | "file" | "command" | "none" | readonly string[];

/** Messages that the console's user sends come from here. */
const USER = "user";
/** How errors name the text that a process begins with. */
const BOOT_CHUNK = '[string "onboot"]:';
/** A state is kept every so many steps, for `back`. */
const CHECKPOINTS = 16;

/** See the file comment. */
export class AoConsole {
  #world: World;
  readonly #options: WorldOptions;
  readonly #files: ConsoleFiles;
  readonly #colours: boolean;
  #from = USER;
  #events: TraceEvent[] = [];
  #shown = "";
  #stop: () => void = () => {};
  /** The user wants to leave. */
  isOver = false;
  readonly #commands: ReadonlyMap<string, Command>;
  /** For seeing whether chunks are complete. */
  readonly #compiler: Lua;

  constructor(options: WorldOptions, files: ConsoleFiles, colours: boolean, world?: World) {
    this.#options = { ...options, checkpoints: CHECKPOINTS };
    this.#files = files;
    this.#colours = colours;
    this.#compiler = createLua({ libs: "none", version: options.version ?? "5.3" });
    this.#world = world ?? createWorld(this.#options);
    this.#watch();
    this.#commands = new Map(Object.entries(this.#table()));
  }

  get prompt(): string {
    return `ao ${this.#world.steps}> `;
  }

  /** Whether more lines belong to this one: quotes are open, or a chunk of Lua goes on. */
  isIncomplete(text: string): boolean {
    const [name, rest] = split(text.trim());
    const command = this.#commands.get(name);
    if (command === undefined) return false;
    if (command.isText !== true) return isUnclosed(rest);
    const code = wordsOf(rest, command)?.at(-1);
    if (code === undefined) return false;
    const problems = [`return ${code}`, code].map((chunk) => this.#problemOf(chunk));
    return !problems.includes("") && problems.some((problem) => problem.endsWith("<eof>"));
  }

  /** Why a chunk does not compile; "" when it does. */
  #problemOf(chunk: string): string {
    try {
      this.#compiler.compile(chunk);
      return "";
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** How the last word of a line may go on: the words, and the part of the line that they replace. */
  complete(line: string): [words: string[], part: string] {
    const words = line.trimStart().split(/\s+/);
    const part = words.at(-1) ?? "";
    const [name] = words;
    const among =
      words.length < 2 ? [...this.#commands.keys()] : this.#candidates(this.#commands.get(name ?? ""), words.slice(1));
    const matching = among.filter((word) => word.startsWith(part)).sort();
    return [matching.length === 1 ? matching.map(ended) : matching, part];
  }

  #candidates(command: Command | undefined, words: readonly string[]): readonly string[] {
    const places = command?.completes ?? [];
    const place = places[Math.min(words.length, places.length) - 1] ?? "none";
    if (typeof place !== "string") return place;
    switch (place) {
      case "process":
        return this.#world.processes();
      case "message":
        return this.#world.messages().map(({ Id }) => Id);
      case "action":
        return this.#actions(words[0]!);
      case "file":
        return this.#files.beginningWith(words.at(-1)!);
      case "command":
        return [...this.#commands.keys()];
      case "none":
        return [];
    }
  }

  /** The Actions for which a process has handlers. */
  #actions(id: string): readonly string[] {
    if (!this.#world.has(id)) return [];
    const list = this.#world.inspect(id, "Handlers.list");
    if (!Array.isArray(list)) return [];
    const patterns = list.map((entry: AoValue) => (entry as { readonly pattern?: AoValue } | undefined)?.pattern);
    const actions = patterns.map((pattern: AoValue) =>
      typeof pattern === "object" ? (pattern as { readonly Action?: AoValue } | null)?.Action : pattern,
    );
    return actions.filter((action): action is string => typeof action === "string");
  }

  /** Carries out a line. @returns what is to be shown, with a newline at the end unless it is empty */
  execute(line: string): string {
    const text = line.trim();
    this.#shown = "";
    if (text === "") return "";
    const [name = "", rest = ""] = split(text);
    try {
      const command = this.#command(name);
      const words = wordsOf(rest, command);
      if (words === undefined) throw new ConsoleError(`usage: ${command.usage}`);
      const answer = command.run(words);
      return this.#shown + (answer === "" || answer.endsWith("\n") ? answer : `${answer}\n`);
    } catch (error) {
      if (!isForUser(error)) throw error;
      return `${this.#shown}${shownLines(error.message).join("\n")}\n`;
    }
  }

  /** @throws ConsoleError when there is none of that name */
  #command(name: string): Command {
    const command = this.#commands.get(name);
    if (command === undefined) throw new ConsoleError(`no command '${name}' ('help' lists them)`);
    return command;
  }

  #watch(): void {
    this.#stop();
    const recording = recordTrace(this.#world, (event) => {
      this.#events.push(event);
      this.#shown += exchangeText(event, { all: false, colours: this.#colours });
    });
    this.#stop = () => recording.stop();
  }

  #replaceWorld(world: World): void {
    this.#world = world;
    this.#events = [];
    this.#watch();
  }

  #table(): Record<string, Command> {
    return {
      ...this.#processCommands(),
      ...this.#lookCommands(),
      ...this.#timeCommands(),
      ...this.#ruleCommands(),
      ...this.#otherCommands(),
    };
  }

  #processCommands(): Record<string, Command> {
    return {
      spawn: {
        usage: "spawn id [file.lua | module] [Tag=value]...",
        help: "start a process",
        words: [1, Number.POSITIVE_INFINITY],
        completes: ["none", "file", "none"],
        run: ([id, ...rest]) => {
          const source = rest[0] !== undefined && !rest[0].includes("=") ? rest.shift() : undefined;
          const tags = fieldsOf(rest);
          if (source === undefined) this.#world.spawn(id!, { tags });
          else if (this.#files.exists(source)) this.#spawnFile(id!, source, tags);
          else this.#world.spawn(id!, { source, tags });
          return "";
        },
      },
      send: {
        usage: "send target [Action] [Tag=value]...",
        help: "send a message; Data=... is its data",
        words: [1, Number.POSITIVE_INFINITY],
        completes: ["process", "action", "none"],
        run: (words) => {
          this.#world.send(this.#message(words));
          return "";
        },
      },
      queue: {
        usage: "queue target [Action] [Tag=value]...",
        help: "like send, but runs nothing",
        words: [1, Number.POSITIVE_INFINITY],
        completes: ["process", "action", "none"],
        run: (words) => {
          this.#world.queue(this.#message(words));
          return "";
        },
      },
      dry: {
        usage: "dry target [Action] [Tag=value]...",
        help: "what a message would give; nothing changes",
        words: [1, Number.POSITIVE_INFINITY],
        completes: ["process", "action", "none"],
        run: (words) => resultText(this.#world.dryRun(this.#message(words))),
      },
      assign: {
        usage: "assign message process...",
        help: "give a message to more processes",
        words: [2, Number.POSITIVE_INFINITY],
        completes: ["message", "process"],
        run: ([message, ...processes]) => {
          this.#world.assign(message!, processes);
          if (this.#world.message(message!) === undefined) throw new ConsoleError(`no message '${message}'`);
          // unlike sending, assigning runs nothing by itself
          return this.#world.autoSchedule ? this.#world.run().errors.flatMap(shownLines).join("\n") : "";
        },
      },
      wallet: {
        usage: "wallet address",
        help: "make an address that is no process, and can be sent to",
        words: [1, 1],
        run: ([address]) => {
          this.#world.wallet(address!);
          return "";
        },
      },
      from: {
        usage: "from address",
        help: `who sends (now and then: '${USER}')`,
        words: [1, 1],
        completes: ["process"],
        run: ([address]) => {
          this.#from = address!;
          return "";
        },
      },
      eval: {
        usage: "eval id code",
        help: "evaluate code in a process",
        words: [2, 2],
        isText: true,
        completes: ["process", "none"],
        run: ([id, code]) => {
          if (!this.#world.has(id!)) throw new ConsoleError(`no process '${id}'`);
          return valueShown(this.#world.eval(id!, code!));
        },
      },
    };
  }

  /** Starts a process with the text of a file; its errors name the file. */
  #spawnFile(id: string, file: string, tags: Readonly<Record<string, string>>): void {
    const code = new TextDecoder().decode(this.#files.read(file));
    try {
      this.#world.spawn(id, { code, tags });
    } catch (error) {
      if (!(error instanceof AoError)) throw error;
      throw new ConsoleError(error.message.replaceAll(BOOT_CHUNK, `${file}:`));
    }
  }

  #message([target, ...rest]: readonly string[]): SendInput {
    const words = [...rest];
    const action = words[0] !== undefined && !words[0].includes("=") ? words.shift() : undefined;
    return {
      ...(action === undefined ? {} : { Action: action }),
      ...fieldsOf(words),
      From: this.#from,
      Target: target!,
    };
  }

  #lookCommands(): Record<string, Command> {
    const world = (): World => this.#world;
    return {
      ps: {
        usage: "ps",
        help: "the processes, and how many messages wait for each",
        words: [0, 0],
        run: () =>
          world()
            .processes()
            .map((id) => `${lineText(id)}  ${world().queued(id).length} queued`)
            .join("\n"),
      },
      messages: {
        usage: "messages [id] [Action]",
        help: "messages delivered to a process, or to any",
        words: [0, 2],
        completes: ["process", "action"],
        run: ([id, action]) => world().messages(id, action).map(messageText).join("\n"),
      },
      message: {
        usage: "message id",
        help: "everything about a message",
        words: [1, 1],
        completes: ["message"],
        run: ([id]) => this.#describe(id!),
      },
      inbox: {
        usage: "inbox id",
        help: "messages that no handler took",
        words: [1, 1],
        completes: ["process"],
        run: ([id]) => {
          if (!world().has(id!)) throw new ConsoleError(`no process '${id}'`);
          return world().inbox(id!).map(inboxText).join("\n");
        },
      },
      get: {
        usage: "get id path",
        help: "a global of a process: get token Balances",
        words: [2, 2],
        completes: ["process", "none"],
        run: ([id, path]) => valueShown(world().inspect(id!, path!)),
      },
      waiting: {
        usage: "waiting [id]",
        help: "receivers that wait",
        words: [0, 1],
        completes: ["process"],
        run: ([id]) =>
          world()
            .waiting(id)
            .map((one) => lineText(`${one.process}  ${one.name}  ${one.pattern}`))
            .join("\n"),
      },
      tree: {
        usage: "tree",
        help: "messages below what caused them",
        words: [0, 0],
        run: () => renderTrees(messageTrees(this.#events)),
      },
    };
  }

  #describe(id: string): string {
    const message = this.#world.message(id);
    if (message === undefined) throw new ConsoleError(`no message '${id}'`);
    const tags = message.TagArray.map(({ name, value }) => `  ${lineText(`${name} = ${valueText(value)}`)}`);
    const data = message.Data === undefined ? [] : [`  Data: ${shownLines(valueText(message.Data)).join("\n    ")}`];
    const result = this.#world.result(id);
    return [messageText(message), ...tags, ...data, ...(result === undefined ? [] : [resultText(result)])].join("\n");
  }

  #timeCommands(): Record<string, Command> {
    return {
      step: {
        usage: "step [n]",
        help: "handle one message, or n",
        words: [0, 1],
        run: ([n = "1"]) => {
          const count = numberOf(n, "step");
          for (let i = 0; i < count; i++) if (this.#world.step() === undefined) return "nothing left to do";
          return "";
        },
      },
      run: {
        usage: "run",
        help: "handle all messages",
        words: [0, 0],
        run: () => {
          const { steps, errors } = this.#world.run();
          return [...errors.flatMap(shownLines), `${steps} handled`].join("\n");
        },
      },
      auto: {
        usage: "auto on | off",
        help: "whether sending runs the scheduler",
        words: [1, 1],
        completes: [["on", "off"]],
        run: ([word]) => {
          if (word !== "on" && word !== "off") throw new ConsoleError("usage: auto on | off");
          this.#world.autoSchedule = word === "on";
          return "";
        },
      },
      clock: {
        usage: "clock",
        help: "time and height",
        words: [0, 0],
        run: () => `${this.#world.now} s, block ${this.#world.blockHeight}`,
      },
      advance: {
        usage: "advance seconds | n blocks",
        help: "move the clock or the height; cron messages fall due",
        words: [1, 2],
        completes: ["none", ["blocks"]],
        run: ([n, unit]) => {
          const amount = numberOf(n!, "advance");
          if (unit !== undefined && !unit.startsWith("block"))
            throw new ConsoleError("usage: advance seconds | n blocks");
          this.#world.advance(unit === undefined ? { seconds: amount } : { blocks: amount });
          return "";
        },
      },
      back: {
        usage: "back [step]",
        help: "go back to before the last step, or to after a step",
        words: [0, 1],
        run: ([step]) => {
          const target = step === undefined ? this.#world.steps - 1 : numberOf(step, "back");
          if (target < 0 || target > this.#world.steps) throw new ConsoleError(`there is no step ${target}`);
          this.#replaceWorld(this.#world.goTo(target, { acts: true }));
          return "";
        },
      },
    };
  }

  #ruleCommands(): Record<string, Command> {
    return {
      rule: {
        usage: "rule { match = ..., action = ... }",
        help: "drop, delay, duplicate or reorder messages; a table of Lua, or JSON",
        words: [1, 1],
        isText: true,
        run: ([text]) => this.#addRule(text!),
      },
      rules: {
        usage: "rules",
        help: "the rules, and how often they were applied",
        words: [0, 0],
        run: () => this.#world.rules.map(ruleText).join("\n"),
      },
      unrule: {
        usage: "unrule name",
        help: "remove a rule",
        words: [1, 1],
        run: ([name]) => {
          const rule = this.#world.rules.find((one) => one.name === name);
          if (rule === undefined) throw new ConsoleError(`no rule '${name}'`);
          rule.remove();
          return "";
        },
      },
    };
  }

  #addRule(text: string): string {
    try {
      return this.#world.addRule(ruleFromText(text)).name;
    } catch (error) {
      // the world checks the parts of rules
      if (!(error instanceof RuleTextError || error instanceof TypeError)) throw error;
      throw new ConsoleError(`rule: ${error.message.replace(/^rule: /, "")}`);
    }
  }

  #otherCommands(): Record<string, Command> {
    return {
      hash: { usage: "hash", help: "hash of the state", words: [0, 0], run: () => this.#world.stateHash() },
      save: {
        usage: "save file",
        help: "write a snapshot",
        words: [1, 1],
        completes: ["file"],
        run: ([file]) => {
          const snapshot = this.#world.snapshot();
          this.#files.write(file!, snapshot.toBytes());
          return snapshot.hash;
        },
      },
      load: {
        usage: "load file",
        help: "go on from a snapshot",
        words: [1, 1],
        completes: ["file"],
        run: ([file]) => {
          this.#replaceWorld(restoreWorld(this.#files.read(file!), this.#options));
          return "";
        },
      },
      trace: {
        usage: "trace file",
        help: "write a diagram: .svg, .mmd, .txt, .jsonl",
        words: [1, 1],
        completes: ["file"],
        run: ([file]) => {
          this.#files.writeTrace(file!, this.#events);
          return "";
        },
      },
      log: {
        usage: "log file",
        help: "write the log of the world, for 'perigee ao replay'",
        words: [1, 1],
        completes: ["file"],
        run: ([file]) => {
          this.#files.write(file!, this.#world.log());
          return "";
        },
      },
      help: {
        usage: "help [command]",
        help: "this list, or what a command does",
        words: [0, 1],
        completes: ["command"],
        run: ([name]) => this.#help(name),
      },
      quit: {
        usage: "quit",
        help: "leave",
        words: [0, 0],
        run: () => {
          this.isOver = true;
          return "";
        },
      },
    };
  }

  #help(name: string | undefined): string {
    const commands = name === undefined ? [...this.#commands.values()] : [this.#command(name)];
    const width = Math.max(...commands.map(({ usage }) => usage.length)) + 2;
    return commands.map(({ usage, help }) => `${usage.padEnd(width)}${help}`).join("\n");
  }
}

/** Errors that are answers, not faults of this program. */
function isForUser(error: unknown): error is Error {
  return (
    error instanceof ConsoleError || error instanceof AoError || (error instanceof Error && error.name === "InputError")
  );
}

/** The first word and the rest. */
function split(text: string): [string, string] {
  const at = text.search(/\s/);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at).trim()];
}

/** The words of a command; undefined when there are too few or too many. */
function wordsOf(rest: string, { words: [least, most], isText = false }: Command): string[] | undefined {
  let words: string[];
  if (isText) {
    words = [];
    let left = rest;
    while (words.length < most - 1 && left !== "") {
      const [first, more] = split(left);
      words.push(first);
      left = more;
    }
    if (left !== "") words.push(left);
  } else {
    if (isUnclosed(rest)) throw new ConsoleError("a quotation mark is missing");
    words = quotedWords(rest);
  }
  return words.length < least || words.length > most ? undefined : words;
}

/** With what follows a word: nothing yet behind a directory. */
function ended(word: string): string {
  return word.endsWith("/") ? word : `${word} `;
}

/** "Name=value" words as fields. */
function fieldsOf(words: readonly string[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const word of words) {
    const equals = word.indexOf("=");
    if (equals < 1) throw new ConsoleError(`'${word}' is not Name=value`);
    Object.defineProperty(fields, word.slice(0, equals), {
      value: word.slice(equals + 1),
      enumerable: true,
      configurable: true,
    });
  }
  return fields;
}

function numberOf(text: string, command: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new ConsoleError(`${command}: '${text}' is no whole number`);
  return value;
}
