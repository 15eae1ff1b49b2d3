import { createReadStream, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

/** The client's built files, with the headers under which every page must run. */

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "font-src 'self'",
  // One client holds circles of many relays, so any wss: origin; plain ws: only on this machine.
  "connect-src 'self' wss: ws://localhost:*",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types cenacle-urls cenacle-sw',
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(self), microphone=(), geolocation=()',
  'x-content-type-options': 'nosniff',
};

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** The file a request means; null for what names nothing below the folder. Pages are routes of index.html. */
function fileOf(folder: string, url: string): string | null {
  try {
    const path = normalize(decodeURIComponent(new URL(url, 'http://relay').pathname));
    if (path.includes('\0') || path.split(sep).includes('..')) return null;
    return extname(path) === '' ? join(folder, 'index.html') : join(folder, path);
  } catch {
    return null;
  }
}

async function statFile(path: string): Promise<Stats | null> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true ? found : null;
}

/**
 * Answers GET and HEAD from `folder`; anything else is 404 or 405, under the same headers. Beside a file its form
 * in Brotli may lie, with `.br` added to its name.
 */
export async function serveStaticFile(
  folder: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const file = fileOf(folder, request.url ?? '/');
  const found = file === null ? null : await statFile(file);
  if (file === null || found === null) {
    response.writeHead(404).end();
    return;
  }
  const takesBrotli = /\bbr\b/.test(String(request.headers['accept-encoding']));
  const compressed = takesBrotli ? await statFile(`${file}.br`) : null;
  if (compressed !== null) response.setHeader('content-encoding', 'br');
  response.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'content-length': (compressed ?? found).size,
    vary: 'accept-encoding',
    // Hashed names never change; the page that names them is asked for each time.
    'cache-control': request.url?.startsWith('/assets/')
      ? 'public, max-age=31536000, immutable'
      : 'no-cache',
  });
  if (request.method === 'HEAD') response.end();
  else
    createReadStream(compressed === null ? file : `${file}.br`)
      .on('error', () => response.destroy())
      .pipe(response);
}
