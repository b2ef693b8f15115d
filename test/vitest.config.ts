import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Handed on to every process of the tests: none has to compile what another one has compiled.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url));

export default defineConfig({
  test: {
    root: new URL('.', import.meta.url).pathname,
    include: ['**/*.test.ts'],
    globalSetup: 'support/database-server.ts',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
    // Node itself runs the TypeScript, in tests as in service: one module graph, no second copy of a package.
    experimental: { viteModuleRunner: false },
  },
});
