/** Values on their way between threads: what structured cloning can copy. */

/** What comes out of an engine in another thread: tables are copied, to arrays, objects, or maps with other keys. */
export type RemoteValue =
  | undefined
  | boolean
  | number
  | bigint
  | string
  | RemoteValue[]
  | { [key: string]: RemoteValue }
  | Map<RemoteValue, RemoteValue>;

/** What may go in. */
export type RemoteInput =
  | RemoteValue
  | null
  | Uint8Array
  | readonly RemoteInput[]
  | ReadonlyMap<RemoteInput, RemoteInput>
  | { readonly [key: string]: RemoteInput };

/** An error as it is sent. */
export interface SentError {
  /** `LuaError.code`; "" for other errors. */
  readonly code: string;
  readonly message: string;
  readonly luaStack: string;
  readonly engine: string | undefined;
  /** The other fields of the class that has this code, as far as they can be copied. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What the pool asks of the thread. */
export type Request =
  | {
      readonly id: number;
      readonly op: "run" | "runSync";
      readonly source: string | Uint8Array;
      readonly options: SentOptions;
    } // prettier-ignore
  | { readonly id: number; readonly op: "call"; readonly path: string; readonly args: readonly RemoteInput[] }
  | { readonly id: number; readonly op: "get"; readonly path: string }
  | { readonly id: number; readonly op: "set"; readonly path: string; readonly value: RemoteInput }
  | { readonly id: number; readonly op: "reset" };

/** Options of a run as they are sent. */
export interface SentOptions {
  readonly chunkName?: string;
  readonly args?: readonly RemoteInput[];
  readonly limits?: Readonly<Record<string, unknown>>;
  readonly slice?: number;
}

/** To the thread: a request, or that one has been aborted (the shared memory says so already). */
export type ToThread = Request | { readonly abort: number };

/** From the thread: it is ready or cannot be, or an answer. */
export type FromThread =
  | { readonly ready: true }
  | { readonly failed: SentError }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: SentError };

/** What the thread is told when it starts. */
export interface ThreadData {
  /** Module and name of the export that makes engines. */
  readonly module: string;
  readonly exportName: string;
  /** Given to that function. */
  readonly data: unknown;
  /** Whether engines are copies of a first one, where they can be. */
  readonly forks: boolean;
  /** Int32 words: word `id % length` holds `id` when request `id` has been aborted. */
  readonly memory: SharedArrayBuffer;
}
