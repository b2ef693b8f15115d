import { defineConfig } from 'prisma/config';

// `prisma generate` would otherwise fetch a schema engine that it does not use (see CONTRIBUTING).
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: 'schema.prisma',
  migrations: { path: 'migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://127.0.0.1:5432/iam_integrations' },
});
