import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('.', import.meta.url).pathname,
    include: ['**/*.test.ts'],
    globalSetup: 'support/database-server.ts',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    // Node itself runs the TypeScript, in tests as in service: one module graph, no second copy of a package.
    experimental: { viteModuleRunner: false },
  },
});
