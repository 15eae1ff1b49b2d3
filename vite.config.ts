import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: 'client',
  plugins: [listBuiltFiles()],
  worker: { format: 'es' },
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    rolldownOptions: {
      input: { index: 'client/index.html', sw: 'client/sw.ts' },
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
    setupFiles: ['tests/support/automergeReady.ts'],
    testTimeout: 30_000,
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
