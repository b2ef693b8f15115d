// `npm ci` runs it at its end, and it is no TypeScript: it makes what is generated where the tools for that are
// installed. A production install (--omit=dev) has none of them: there the generated files come with the source.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const has = (path) => existsSync(`${root}${path}`);
const run = (command, ...args) => {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (error) process.stderr.write(`${command}: ${error.message}\n`);
  if (status !== 0) process.exit(status ?? 1);
};

const tools = [
  { bin: 'prisma', args: ['generate', '--config', 'prisma/prisma.config.ts'], makes: 'src/infra/generated' },
  { bin: 'graphql-codegen', args: ['--config', 'codegen.ts'], makes: 'src/rest/gql' },
  { bin: 'vite', args: ['build', '--config', 'src/web/vite.config.ts', '--logLevel', 'warn'], makes: 'src/web/dist' },
];
const installed = tools.filter(({ bin }) => has(`node_modules/.bin/${bin}`));

if (installed.length === tools.length) {
  for (const { bin, args } of tools) run(`node_modules/.bin/${bin}`, ...args);
  // Compiled once, here, and not by the first who starts it.
  run(
    'node',
    '--import',
    './src/compile-cache.js',
    '--input-type=module',
    '--eval',
    "await import('./src/service.ts')",
  );
} else {
  const missing = tools.filter(({ makes }) => !has(makes)).map(({ makes }) => makes);
  if (missing.length > 0)
    process.stdout.write(
      `A production install generates nothing: copy ${missing.join(', ')} from a full one (see docs/deploying.md).\n`,
    );
}
