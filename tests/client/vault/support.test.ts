import { expect, test } from 'vitest';
import { findUnsupported, type WorkerScope } from '../../../client/vault/support.ts';

const able: WorkerScope = {
  isSecureContext: true,
  WebAssembly: {},
  FileSystemFileHandle: { prototype: { createSyncAccessHandle: () => undefined } },
  navigator: { storage: { getDirectory: async () => ({}) } },
};
const refuse = () => Promise.reject(new DOMException('private window', 'SecurityError'));
const { WebAssembly: _, ...lockedDown } = able;

test.each<[string, WorkerScope, string | null]>([
  ['with everything', able, null],
  ['over plain http', { ...able, isSecureContext: false }, 'insecure'],
  ['in Lockdown Mode', lockedDown, 'no-webassembly'],
  [
    'without synchronous file access',
    { ...able, FileSystemFileHandle: { prototype: {} } },
    'no-storage',
  ],
  [
    'in a private window that refuses',
    { ...able, navigator: { storage: { getDirectory: refuse } } },
    'no-storage',
  ],
])('a browser %s', async (_name, scope, reason) => {
  expect(await findUnsupported(scope)).toBe(reason);
});
