/** Adapters that hand parts of the machine to an engine on Node: `import { nodeFs } from "perigee/node"`. */
export { receiveChannel, sendChannel, type ThreadPort } from "./channels.ts";
export { fileChunkCache } from "./chunkCache.ts";
export { hostClock, localTimezoneName, localTimezoneOffset } from "./clock.ts";
export { Pipes, runCommand } from "./command.ts";
export { type NodeEnv, nodeEnv, temporaryName } from "./environment.ts";
export { NodeFile } from "./nodeFile.ts";
export { type NodeFsOptions, nodeFs } from "./nodeFs.ts";
export { LuaWorkerError, RemoteLua, type RemoteRunOptions } from "./remoteEngine.ts";
export type { RemoteInput, RemoteValue } from "./remoteValue.ts";
export { NodeReader, NodeWriter } from "./streams.ts";
export { createWorkerPool, type LuaWorkerPool, type WorkerPoolOptions } from "./workerPool.ts";
