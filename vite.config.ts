import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const client = join(import.meta.dirname, 'client');

export default defineConfig({
  root: client,
  plugins: [listBuiltFiles(), compressBuiltFiles()],
  worker: { format: 'es', plugins: () => [omitNodeCrypto()] },
  // Found before the first visit rather than in the middle of it.
  optimizeDeps: { entries: ['main.tsx', 'vault/startEngine.ts'] },
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    rolldownOptions: {
      checks: { pluginTimings: false },
      input: { index: join(client, 'index.html'), sw: join(client, 'sw.ts') },
      output: {
        // A service worker rules over its own folder, under a name that stays.
        entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
  test: {
    root: '.',
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/e2e/**'],
    setupFiles: ['tests/support/automergeReady.ts', 'tests/support/cheapPassphrase.ts'],
    // Nothing else is done meanwhile: of two cores, one fewer would be half.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

/** Tells the service worker every file of the build with its hash, once all of them are written. */
function listBuiltFiles(): Plugin {
  const sha256 = (content: Buffer | string) => createHash('sha256').update(content);
  return {
    name: 'list-built-files',
    apply: 'build',
    writeBundle({ dir = 'dist' }) {
      const files = globSync('**/*', { cwd: dir })
        .filter((path) => path !== 'sw.js' && statSync(join(dir, path)).isFile())
        .toSorted()
        .map((path) => ({
          url: `/${path}`,
          integrity: `sha256-${sha256(readFileSync(join(dir, path))).digest('base64')}`,
        }));
      const list = JSON.stringify(files);
      const id = JSON.stringify(sha256(list).digest('hex').slice(0, 16));
      const worker = join(dir, 'sw.js');
      const code = readFileSync(worker, 'utf8');
      if (/^\s*import\b/m.test(code)) throw new Error('the service worker is more than one file');
      writeFileSync(worker, code.replace('BUILT_FILES', list).replace('BUILD_ID', id));
    },
  };
}

/** The relay serves these where a browser takes them, so that it need not compress anything itself. */
function compressBuiltFiles(): Plugin {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
  return {
    name: 'compress-built-files',
    apply: 'build',
    writeBundle: {
      order: 'post',
      handler({ dir = 'dist' }) {
        for (const path of globSync('**/*.{css,html,js,svg,wasm}', { cwd: dir })) {
          const file = join(dir, path);
          writeFileSync(`${file}.br`, brotliCompressSync(readFileSync(file), { params }));
        }
      },
    },
  };
}

/** A library of MLS asks for Node's cryptography where a browser has none; no browser that runs a vault is such. */
function omitNodeCrypto(): Plugin {
  return {
    name: 'omit-node-crypto',
    enforce: 'pre',
    resolveId: (id) => (id === 'crypto' ? '\0no-crypto' : null),
    load: (id) => (id === '\0no-crypto' ? 'export {};' : null),
  };
}
