// Every gate of the project in one run. The last line is `N passed, N failed`: each gate counts as
// one, and so does each test. With --quick: format, lint and types only.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const ENTRY_LIMIT_BYTES = 100 * 1024;
const quick = process.argv.includes('--quick');
const count = { passed: 0, failed: 0 };

function gate(name, run) {
  const startedAt = performance.now();
  let problem;
  try {
    problem = run();
  } catch (error) {
    problem = String(error);
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  if (problem === undefined) count.passed += 1;
  else count.failed += 1;
  console.log(`${problem === undefined ? 'pass' : 'FAIL'}  ${name} (${seconds} s)`);
  if (problem) console.log(problem.trimEnd().replaceAll(/^/gm, '      '));
}

function command(name, ...args) {
  const path = join('node_modules', '.bin', name);
  const result = spawnSync(path, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, NO_COLOR: '1' },
  });
  if (result.status === 0) return undefined;
  return `${result.stdout ?? ''}${result.stderr ?? ''}${result.error ?? ''}` || `${name} failed`;
}

function vitest() {
  const folder = mkdtempSync(join(tmpdir(), 'cenacle-report-'));
  try {
    const report = join(folder, 'vitest.json');
    const problem = command('vitest', 'run', '--reporter=json', `--outputFile=${report}`);
    if (!existsSync(report)) return problem ?? 'vitest wrote no report';
    const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
    const failures = [];
    let tests = 0;
    for (const file of testResults) {
      for (const test of file.assertionResults) {
        if (test.status === 'passed') count.passed += 1;
        else if (test.status === 'failed') {
          count.failed += 1;
          failures.push(`${file.name}: ${test.fullName}\n${test.failureMessages.join('\n')}`);
        } else continue;
        tests += 1;
      }
      if (file.status === 'failed' && file.message) failures.push(`${file.name}: ${file.message}`);
    }
    console.log(`      ${tests} tests in ${testResults.length} files`);
    if (failures.length > 0) return failures.join('\n');
    return tests === 0 ? 'no test ran' : problem;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function entrySize() {
  const html = readFileSync('dist/index.html', 'utf8');
  const scripts = [...html.matchAll(/<(?:script|link)\b[^>]*?(?:src|href)="\/?([^"]+\.js)"/g)];
  if (scripts.length === 0) return 'dist/index.html loads no script';
  const bytes = scripts.reduce(
    (sum, [, path]) => sum + gzipSync(readFileSync(join('dist', path))).length,
    0,
  );
  console.log(`      entry JavaScript: ${bytes} bytes gzip of ${ENTRY_LIMIT_BYTES}`);
  return bytes <= ENTRY_LIMIT_BYTES ? undefined : 'the entry is too large';
}

// Browser tests use the system's Chromium; on Debian, as root, it can be had when it is missing.
function ensureChromium() {
  const found = spawnSync('sh', ['-c', 'command -v chromium']).status === 0;
  if (found || !existsSync('/etc/debian_version') || process.getuid?.() !== 0) return;
  const options = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  spawnSync('apt-get', ['update'], options);
  spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], options);
}

gate('format', () => command('oxfmt', '--check'));
gate('lint', () => command('oxlint', '--deny-warnings'));
gate('types', () => command('tsc', '--noEmit'));
if (!quick) {
  gate('dead code', () => command('knip', '--no-progress'));
  gate('tests', vitest);
  gate('build', () => command('vite', 'build', '--logLevel', 'warn'));
  gate('size', entrySize);
  if (globSync('tests/e2e/*.spec.ts').length > 0) {
    ensureChromium();
    gate('browser tests', () => command('playwright', 'test'));
  }
}

console.log(`${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed === 0 ? 0 : 1;
