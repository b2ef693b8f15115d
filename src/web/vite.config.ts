// Builds the admin page into dist/, from where src/web-door.ts serves it. `npx vite --config src/web/vite.config.ts`
// is a development server with fast reloads, in front of a service on port 4000.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const service = 'http://127.0.0.1:4000';

// A build is for production, whatever environment it is made in, such as that of the tests.
if (process.argv.includes('build')) process.env.NODE_ENV = 'production';

export default defineConfig({
  root: import.meta.dirname,
  base: '/ui/',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // Data addresses would need exceptions in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // Mantine marks its files for server components, which this is not.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
  plugins: [compressed()],
  server: { proxy: { '/graphql': { target: service, ws: true } } },
});

/** Writes `.br` and `.gz` beside each file that gets smaller by it, so that the service compresses nothing. */
function compressed(): Plugin {
  const brotli = promisify(brotliCompress);
  const zip = promisify(gzip);
  return {
    name: 'compressed',
    apply: 'build',
    async writeBundle({ dir }) {
      const folder = dir ?? '';
      for (const name of await readdir(folder, { recursive: true })) {
        if (!/\.(js|css|svg)$/.test(name)) continue;
        const file = path.join(folder, name);
        const content = await readFile(file);
        await writeFile(`${file}.gz`, await zip(content, { level: 9 }));
        await writeFile(`${file}.br`, await brotli(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
      }
    },
  };
}
