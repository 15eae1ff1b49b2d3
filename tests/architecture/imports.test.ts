import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

// The rules of .oxlintrc.json are shown to fail: each case is one file planted in a temporary copy.

const BREACHES: [path: string, imported: string][] = [
  ['crypto/planted.ts', 'node:fs'],
  ['crypto/planted.ts', 'ts-mls'],
  ['crypto/planted.ts', 'react'],
  ['crypto/planted.ts', '@noble/hashes/sha2.js'],
  ['crypto/planted.ts', '../relay/frames.ts'],
  ['crypto/planted.ts', '../client/model/circle.ts'],
  ['crypto/group.ts', 'node:crypto'],
  ['relay/planted.ts', '../crypto/index.ts'],
  ['relay/planted.ts', '../crypto/aead.ts'],
  ['relay/planted.ts', '../client/model/circle.ts'],
  ['client/planted.ts', '../crypto/aead.ts'],
  ['client/planted.ts', '../relay/session.ts'],
  ['client/model/planted.ts', 'react'],
  ['client/model/planted.ts', 'node:fs'],
  ['client/model/planted.ts', '../storage/vault.ts'],
  ['client/model/planted.ts', '../../crypto/kdf.ts'],
  ['client/storage/planted.ts', '../sync/cursor.ts'],
  ['client/storage/planted.ts', '../../relay/frames.ts'],
  ['client/storage/planted.ts', '../../crypto/kdf.ts'],
  ['client/sync/planted.ts', '../vault/engine.ts'],
  ['client/sync/planted.ts', '../../relay/server.ts'],
  ['client/vault/planted.ts', '../app/session.ts'],
  ['client/vault/planted.ts', '../../crypto/aead.ts'],
  ['client/app/planted.ts', '../ui/screen.ts'],
  ['client/app/planted.ts', '../../relay/frames.ts'],
  ['client/ui/planted.ts', '../vault/engine.ts'],
  ['client/ui/planted.ts', '../storage/vault.ts'],
  ['client/ui/planted.ts', '../../crypto/index.ts'],
];

const ALLOWED: [path: string, imported: string][] = [
  ['crypto/planted.ts', './bytes.ts'],
  ['crypto/planted.ts', 'libsodium-wrappers'],
  ['crypto/planted.ts', '@scure/bip39'],
  ['crypto/planted.ts', '@scure/bip39/wordlists/french.js'],
  ['crypto/planted.ts', 'cborg'],
  ['crypto/group.ts', 'ts-mls'],
  ['crypto/group.ts', './bytes.ts'],
  ['relay/planted.ts', '../crypto/signature.ts'],
  ['relay/planted.ts', '../crypto/bytes.ts'],
  ['relay/planted.ts', '../crypto/sodium.ts'],
  ['relay/planted.ts', '../crypto/kdf.ts'],
  ['relay/planted.ts', '../crypto/result.ts'],
  ['relay/planted.ts', 'node:sqlite'],
  ['relay/planted.ts', 'ws'],
  ['client/model/planted.ts', './circle.ts'],
  ['client/model/planted.ts', '../../crypto/index.ts'],
  ['client/model/planted.ts', '@automerge/automerge/slim'],
  ['client/storage/planted.ts', 'idb'],
  ['client/storage/planted.ts', '../model/circle.ts'],
  ['client/storage/planted.ts', '../../crypto/index.ts'],
  ['client/sync/planted.ts', '../../relay/frames.ts'],
  ['client/sync/planted.ts', '../storage/vault.ts'],
  ['client/vault/planted.ts', '../sync/cursor.ts'],
  ['client/app/planted.ts', '../vault/commands.ts'],
  ['client/ui/planted.tsx', 'react'],
  ['client/ui/planted.ts', '../app/session.ts'],
];

const root = resolve(import.meta.dirname, '../..');
let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'cenacle-imports-'));
  for (const file of ['.oxlintrc.json', 'tsconfig.json', '.gitignore', 'package.json'])
    cpSync(join(root, file), join(copy, file));
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

function lint(path: string, imported: string): { status: number | null; output: string } {
  const planted = join(copy, path);
  mkdirSync(dirname(planted), { recursive: true });
  writeFileSync(planted, `import * as planted from '${imported}';\nconsole.log(planted);\n`);
  const { status, stdout, stderr } = spawnSync(
    join(root, 'node_modules/.bin/oxlint'),
    ['--format=unix', path],
    { cwd: copy, encoding: 'utf8' },
  );
  rmSync(planted);
  return { status, output: stdout + stderr };
}

describe('the import directions of the house', () => {
  test.each(BREACHES)('%s may not import %s', (path, imported) => {
    const { status, output } = lint(path, imported);
    expect(output).toContain('no-restricted-imports');
    expect(status).toBe(1);
  });

  test.each(ALLOWED)('%s may import %s', (path, imported) => {
    const { status, output } = lint(path, imported);
    expect(output).not.toContain('no-restricted-imports');
    expect(status, output).toBe(0);
  });
});
