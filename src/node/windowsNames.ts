/** Names that mean something else than a file in the directory where they are used, on Windows. */
const DEVICE =
  /^(?:con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3]|conin\$|conout\$) *(?:$|[.:])/i;

/** Whether Windows would not take a name as what it says: devices, streams, separators, dots and spaces that get lost. */
export function isSpecialOnWindows(name: string): boolean {
  return DEVICE.test(name) || /[<>:"|?*\\\u0000-\u001f]|[. ]$/.test(name);
}
