// The page as `npm run build:web` makes it, made anew when something that goes into it is newer.
import { execFile } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { repository } from '../../support/process.ts';
import { inTurn } from './take-turns.ts';

const cache = path.join(repository, 'node_modules', '.cache');

export async function buildPage(): Promise<void> {
  await mkdir(cache, { recursive: true });
  await inTurn(path.join(cache, 'page.lock'), async () => {
    if (isFresh()) return;
    const vite = path.join(repository, 'node_modules', 'vite', 'bin', 'vite.js');
    const options = ['build', '--config', 'src/web/vite.config.ts', '--logLevel', 'warn'];
    await promisify(execFile)(process.execPath, [vite, ...options], { cwd: repository });
  });
}

function isFresh(): boolean {
  const built = modified('src/web/dist/index.html');
  const sources = globSync('src/web/**/*', { cwd: repository, exclude: (name) => name.includes('dist') });
  return [...sources, 'package-lock.json'].every((file) => modified(file) < built);
}

const modified = (file: string): number =>
  statSync(path.join(repository, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
