// `node prisma/migrations.ts new NAME` writes the migration from the migrations so far to schema.prisma;
// `node prisma/migrations.ts check` fails when there is a difference. Prisma's own CLI does the same where its schema
// engine can be downloaded; here its WebAssembly build from npm is used, against a throw-away embedded PostgreSQL.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { startEmbeddedDatabase } from '../src/infra/embedded-database.ts';
import { applyMigrations } from '../src/infra/migrations.ts';

const here = path.dirname(fileURLToPath(import.meta.url));
/** The part of WebAssembly used here; its types come only with those of a browser. */
const { WebAssembly: webAssembly } = globalThis as unknown as {
  WebAssembly: {
    compile(bytes: Uint8Array): Promise<object>;
    Instance: new (module: object, imports: object) => { readonly exports: Record<string, unknown> };
  };
};
const charOid = 18;
const textOid = 25;
const schemaFile = path.join(here, 'schema.prisma');

/** The SQL that is missing between the migrations and schema.prisma; empty when they agree. */
async function missingSql(): Promise<string> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'iam-migrations-'));
  const database = await startEmbeddedDatabase({ dataDir });
  try {
    await applyMigrations(database.url);
    const schema = await readFile(schemaFile, 'utf8');
    const engine = await startEngine(schema, database.url);
    const { stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files: [{ path: schemaFile, content: schema }], configDir: here },
      to: { tag: 'schemaDatamodel', files: [{ path: schemaFile, content: schema }] },
      script: true,
      exitCode: false,
      filters: { externalTables: [], externalEnums: [] },
    });
    return (stdout ?? '').replace('-- This is an empty migration.', '').trim();
  } finally {
    await database.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function startEngine(schema: string, url: string) {
  // The package's own entry loads the .wasm in a bundler's way, which Node does not know.
  const folder = path.dirname(fileURLToPath(import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg')));
  const module = await webAssembly.compile(await readFile(path.join(folder, 'schema_engine_bg.wasm')));
  const instance = new webAssembly.Instance(module, { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  return bindings.SchemaEngine.new({ datamodels: [[schemaFile, schema]] }, () => {}, migrationAdapter(url));
}

/**
 * The catalogue has columns of PostgreSQL's type "char", which the adapter does not know and the engine needs as a
 * character: they pass the adapter as text and get their type back behind it.
 */
function migrationAdapter(connectionString: string) {
  const charColumns = new Map<string, number[]>();
  const pool = new pg.Pool({ connectionString });
  const query = pool.query.bind(pool) as (config: pg.QueryConfig, values?: unknown[]) => Promise<pg.QueryResult>;
  Object.assign(pool, {
    query: async (config: pg.QueryConfig, values?: unknown[]) => {
      const result = await query(config, values);
      const columns = [...result.fields.keys()].filter((index) => result.fields[index]?.dataTypeID === charOid);
      for (const index of columns) Object.assign(result.fields[index] ?? {}, { dataTypeID: textOid });
      charColumns.set(config.text, columns);
      return result;
    },
  });
  const factory = new PrismaPg(pool);
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (params) => {
      const result = await queryRaw(params);
      for (const index of charColumns.get(params.sql) ?? []) result.columnTypes[index] = ColumnTypeEnum.Character;
      return result;
    };
    return adapter;
  };
  return bindMigrationAwareSqlAdapterFactory(factory);
}

const [command, name] = process.argv.slice(2);
const sql = await missingSql();
if (command === 'new' && name) {
  if (sql === '') throw new Error('schema.prisma and the migrations agree: there is nothing to write');
  const time = new Date().toISOString().replace(/[-:T]/g, '').slice(0, 14);
  const folder = path.join(here, 'migrations', `${time}_${name}`);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'migration.sql'), `${sql}\n`);
  console.log(`wrote ${path.relative(process.cwd(), folder)}/migration.sql: read it before you commit it`);
} else if (command === 'check') {
  if (sql !== '') {
    console.error(`The migrations do not give schema.prisma. Missing:\n${sql}`);
    process.exitCode = 1;
  }
} else {
  console.error('usage: node prisma/migrations.ts check | new NAME');
  process.exitCode = 2;
}
