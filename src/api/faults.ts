import { HostFault } from "../base/host.ts";

/** Names of the faults. */
export type FaultCode =
  | "ENOENT"
  | "EBADF"
  | "EACCES"
  | "EBUSY"
  | "EEXIST"
  | "EXDEV"
  | "ENOTDIR"
  | "EISDIR"
  | "EINVAL"
  | "ENOSPC"
  | "EROFS"
  | "ENAMETOOLONG"
  | "ENOTEMPTY";

/** What C's strerror says, and the numbers, of the errors that file systems in JavaScript raise themselves. */
const FAULTS: Readonly<Record<FaultCode, readonly [message: string, errno: number]>> = Object.freeze({
  ENOENT: ["No such file or directory", 2],
  EBADF: ["Bad file descriptor", 9],
  EACCES: ["Permission denied", 13],
  EBUSY: ["Device or resource busy", 16],
  EEXIST: ["File exists", 17],
  EXDEV: ["Invalid cross-device link", 18],
  ENOTDIR: ["Not a directory", 20],
  EISDIR: ["Is a directory", 21],
  EINVAL: ["Invalid argument", 22],
  ENOSPC: ["No space left on device", 28],
  EROFS: ["Read-only file system", 30],
  ENAMETOOLONG: ["File name too long", 36],
  ENOTEMPTY: ["Directory not empty", 39],
});

/** A fault by its name in C. */
export function fileFault(code: FaultCode): HostFault {
  const [message, errno] = FAULTS[code];
  return new HostFault(message, errno);
}
