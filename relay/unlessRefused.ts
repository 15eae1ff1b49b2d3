/** What the disk refuses is an answer to whoever asked, and ends nothing else. @returns null where it refuses */
export function unlessRefused<Value>(run: () => Value): Value | null {
  try {
    return run();
  } catch {
    return null;
  }
}
