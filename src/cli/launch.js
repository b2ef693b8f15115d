#!/usr/bin/env node
// The package's `bin`, and no TypeScript itself: any Node can start it. One that cannot run the command line as it is
// hands over to the Node that npm installed with the package.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);

if (major > 24 || (major === 24 && minor >= 12)) {
  await import('../compile-cache.js');
  await import('./main.ts');
} else {
  const node = fileURLToPath(new URL('bin/node', import.meta.resolve('node/package.json')));
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal signals both; what comes to this process alone is passed on. The child decides when to end.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`iam-integrations needs Node 24.12 or newer, and cannot start its own: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}
