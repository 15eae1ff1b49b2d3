declare module 'snappyjs' {
  /** Throws on anything but one whole compressed text. */
  export function uncompress(compressed: Uint8Array): Uint8Array;
}
