import { HostFault } from "../base/host.ts";

/** What C's strerror says, for the errors that files and processes run into. */
const MESSAGES: Readonly<Record<string, string>> = Object.freeze({
  EPERM: "Operation not permitted",
  ENOENT: "No such file or directory",
  EINTR: "Interrupted system call",
  EIO: "Input/output error",
  ENXIO: "No such device or address",
  E2BIG: "Argument list too long",
  EBADF: "Bad file descriptor",
  EAGAIN: "Resource temporarily unavailable",
  ENOMEM: "Cannot allocate memory",
  EACCES: "Permission denied",
  EBUSY: "Device or resource busy",
  EEXIST: "File exists",
  EXDEV: "Invalid cross-device link",
  ENODEV: "No such device",
  ENOTDIR: "Not a directory",
  EISDIR: "Is a directory",
  EINVAL: "Invalid argument",
  ENFILE: "Too many open files in system",
  EMFILE: "Too many open files",
  ENOTTY: "Inappropriate ioctl for device",
  ETXTBSY: "Text file busy",
  EFBIG: "File too large",
  ENOSPC: "No space left on device",
  ESPIPE: "Illegal seek",
  EROFS: "Read-only file system",
  EMLINK: "Too many links",
  EPIPE: "Broken pipe",
  ENAMETOOLONG: "File name too long",
  ENOSYS: "Function not implemented",
  ENOTEMPTY: "Directory not empty",
  ELOOP: "Too many levels of symbolic links",
  EOVERFLOW: "Value too large for defined data type",
  ENOTSUP: "Operation not supported",
});

/** A {@link HostFault} for a fault that the script caused. */
export function fault(code: keyof typeof MESSAGES & string, errno: number): HostFault {
  return new HostFault(MESSAGES[code]!, errno);
}

/** The {@link HostFault} of an error of Node's file functions; other errors are given back as they are. */
export function toHostFault(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code, errno } = error as NodeJS.ErrnoException;
  if (typeof code !== "string" || typeof errno !== "number") return error;
  return new HostFault(MESSAGES[code] ?? error.message, Math.abs(errno));
}

/** Runs `work`, turning Node's errors into {@link HostFault}s. */
export function withFaults<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toHostFault(error);
  }
}
