import type { VaultStorage } from './vaultStorage.ts';

const notYet = () => Promise.reject(new Error('the storage of a browser is not built yet'));

/** Stands in until the storage of a browser is built. */
export const browserVaultStorage: VaultStorage = {
  find: async () => 'empty',
  create: notYet,
  open: notYet,
  erase: notYet,
};
