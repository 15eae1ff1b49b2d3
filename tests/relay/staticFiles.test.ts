import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveStaticFile } from '../../relay/staticFiles.ts';

let parent = '';
let server: Server;

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'cenacle-static-'));
  mkdirSync(join(parent, 'dist/assets'), { recursive: true });
  writeFileSync(join(parent, 'dist/index.html'), '<!doctype html><title>Cenacle</title>');
  writeFileSync(join(parent, 'dist/assets/main-1a2b.js'), 'export {};');
  writeFileSync(join(parent, 'dist/assets/main-1a2b.js.br'), brotliCompressSync('export {};'));
  writeFileSync(join(parent, 'dist/sw.js'), 'self;');
  writeFileSync(join(parent, 'dist/manifest.webmanifest'), '{}');
  writeFileSync(join(parent, 'secret.txt'), 'not for the web');
  server = createServer((incoming, response) => {
    void serveStaticFile(join(parent, 'dist'), incoming, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
});

afterAll(() => {
  server.close();
  rmSync(parent, { recursive: true, force: true });
});

/** Sends the path as it is: `fetch` would tidy `..` away before the server sees it. */
function ask(
  path: string,
  method = 'GET',
): Promise<{ status: number; headers: object; body: string }> {
  return new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    request({ port, host: '127.0.0.1', path, method }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    })
      .on('error', reject)
      .end();
  });
}

describe('the files of the client', () => {
  test('every page is the one page, under the strict headers', async () => {
    for (const path of ['/', '/j', '/circle/abc']) {
      const { status, headers, body } = await ask(path);
      expect([status, body]).toEqual([200, '<!doctype html><title>Cenacle</title>']);
      expect(headers).toMatchObject({
        'content-security-policy': expect.stringContaining("default-src 'none'") as string,
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-cache',
      });
    }
  });

  test('hashed assets may be kept for ever, with their type', async () => {
    const { headers } = await ask('/assets/main-1a2b.js');
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
  });

  test('a browser that takes Brotli gets the compressed form of the same file, where there is one', async () => {
    const { port } = server.address() as AddressInfo;
    const take = (path: string) =>
      new Promise<[string | undefined, Buffer]>((resolve, reject) => {
        const headers = { 'accept-encoding': 'gzip, deflate, br, zstd' };
        request({ port, host: '127.0.0.1', path, headers }, async (response) => {
          const body = Buffer.concat(await response.toArray());
          resolve([response.headers['content-encoding'], body]);
        })
          .on('error', reject)
          .end();
      });
    const [encoding, body] = await take('/assets/main-1a2b.js');
    expect([encoding, brotliDecompressSync(body).toString()]).toEqual(['br', 'export {};']);
    expect(await take('/sw.js')).toEqual([undefined, Buffer.from('self;')]);
    expect((await ask('/assets/main-1a2b.js')).headers).toMatchObject({
      vary: 'accept-encoding',
      'content-type': 'text/javascript; charset=utf-8',
    });
  });

  test('what has no hash in its name is asked for each time, the service worker above all', async () => {
    expect((await ask('/sw.js')).headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'no-cache',
    });
    expect((await ask('/manifest.webmanifest')).headers).toMatchObject({
      'content-type': 'application/manifest+json',
      'cache-control': 'no-cache',
    });
  });

  test.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '/%00.html',
    '/%',
    '/missing.js',
  ])('Eve asks for %s and gets nothing', async (path) => {
    const { status, body } = await ask(path);
    expect([status, body]).toEqual([404, '']);
  });

  test('nothing is written: other methods are refused', async () => {
    expect((await ask('/', 'POST')).status).toBe(405);
    expect(await ask('/', 'HEAD')).toMatchObject({ status: 200, body: '' });
  });
});
