import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { serveStaticFile } from '../../relay/staticFiles.ts';

// Builds the gallery and serves it as the relay serves the client, under the same headers.
const port = Number(process.argv[2] ?? 4174);
const folder = mkdtempSync(join(tmpdir(), 'cenacle-gallery-'));

await build({
  root: import.meta.dirname,
  logLevel: 'warn',
  build: { outDir: folder, emptyOutDir: true },
});
createServer((request, response) => void serveStaticFile(folder, request, response)).listen(
  port,
  'localhost',
  () => console.log(`gallery on http://localhost:${port}`),
);
