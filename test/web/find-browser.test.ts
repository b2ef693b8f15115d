// Which browser the tests of the page take.
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findBrowser } from './support/find-browser.ts';

test("the machine's own Chromium comes first", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'iam-browser-'));
  const program = path.join(folder, 'google-chrome');
  await writeFile(program, '#!/bin/sh\n');
  const machine = { path: `/nonexistent${path.delimiter}${folder}`, platform: 'linux', arch: 'x64' };
  expect(await findBrowser(machine)).not.toBe(program);
  await chmod(program, 0o755);
  expect(await findBrowser(machine)).toBe(program);
  await rm(folder, { recursive: true });
});

test('without one, Linux on x64 takes the one that npm brought along', async () => {
  expect(await findBrowser({ path: '', platform: 'linux', arch: 'x64' })).toMatch(/\.cache\/chromium\/chromium$/);
});

test('elsewhere one line says what to install', async () => {
  for (const machine of [
    { path: '', platform: 'linux', arch: 'arm64' },
    { path: '', platform: 'darwin', arch: 'arm64' },
  ])
    await expect(findBrowser(machine)).rejects.toThrow(/^These tests need a browser: install Chromium [^\n]+$/);
});
