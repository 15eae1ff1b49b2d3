import type { SlotDirectory, SyncAccessHandle } from '../../client/storage/opfsSlotFile.ts';

/** A private directory with at most one file, as a worker sees it. */
export class FakeDirectory implements SlotDirectory {
  file: Uint8Array | null;
  isFull = false;
  #holder: object | null = null;
  /** The file has its length, but not yet its room on the disk. */
  #isSparse = false;

  /** @param size of the file that is there already, null for none */
  constructor(size: number | null) {
    this.file = size === null ? null : new Uint8Array(size);
  }

  /** The worker that held the file is gone. */
  restart(): void {
    this.#holder = null;
  }

  async getFileHandle(_name: string, { create }: { readonly create: boolean }) {
    if (this.file === null && !create) throw new DOMException('no such file', 'NotFoundError');
    this.file ??= new Uint8Array(0);
    return { createSyncAccessHandle: async () => this.#hold() };
  }

  async removeEntry(): Promise<void> {
    this.file = null;
  }

  #hold(): SyncAccessHandle {
    if (this.#holder !== null) throw new DOMException('held', 'NoModificationAllowedError');
    const holder = (this.#holder = {});
    const bytes = () => this.file ?? new Uint8Array(0);
    return {
      read: (buffer, { at }) => {
        const part = bytes().subarray(at, at + buffer.length);
        buffer.set(part);
        return part.length;
      },
      write: (buffer, { at }) => {
        if (this.isFull && this.#isSparse) throw new DOMException('full', 'QuotaExceededError');
        this.#isSparse = false;
        bytes().set(buffer, at);
        return buffer.length;
      },
      truncate: (length) => {
        if (this.isFull) throw new DOMException('full', 'QuotaExceededError');
        this.file = new Uint8Array(length);
        this.#isSparse = true;
      },
      getSize: () => bytes().length,
      flush: () => undefined,
      close: () => {
        if (this.#holder === holder) this.#holder = null;
      },
    };
  }
}
