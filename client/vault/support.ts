import type { UnsupportedReason } from '../model/snapshot.ts';

/** What of a worker's global scope says whether a vault can run in it. */
export type WorkerScope = {
  readonly isSecureContext: boolean;
  readonly WebAssembly?: unknown;
  readonly FileSystemFileHandle?: { readonly prototype: object };
  readonly navigator: {
    readonly storage?: { readonly getDirectory?: () => Promise<unknown> };
  };
};

/** Said before any key is made. @returns null where a vault can run */
export async function findUnsupported(scope: WorkerScope): Promise<UnsupportedReason | null> {
  if (!scope.isSecureContext) return 'insecure';
  if (scope.WebAssembly === undefined) return 'no-webassembly';
  if (!('createSyncAccessHandle' in (scope.FileSystemFileHandle?.prototype ?? {}))) {
    return 'no-storage';
  }
  try {
    // Some browsers have the method and refuse it in private windows.
    await scope.navigator.storage?.getDirectory?.();
    return null;
  } catch {
    return 'no-storage';
  }
}
