/** Adapters that hand parts of the machine to an engine on Node: `import { nodeFs } from "perigee/node"`. */
export { fileChunkCache } from "./chunkCache.ts";
export { hostClock, localTimezoneName, localTimezoneOffset } from "./clock.ts";
export { Pipes, runCommand } from "./command.ts";
export { type NodeEnv, nodeEnv, temporaryName } from "./environment.ts";
export { NodeFile, type NodeFsOptions, nodeFs } from "./nodeFs.ts";
export { NodeReader, NodeWriter } from "./streams.ts";
