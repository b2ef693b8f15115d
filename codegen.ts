// Typed documents for every GraphQL client in this repository, from schema.graphql. Run by `npm run generate`.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { CodegenConfig } from '@graphql-codegen/cli';

const plugins = ['typescript-operations', 'typed-document-node'];
const options = {
  enumType: 'string-literal',
  useTypeImports: true,
  skipTypename: true,
  scalars: { ID: 'string', DateTime: 'string', JSON: 'unknown' },
};

const conditions = 'src/rest/conditions.graphql';

/** The page loads its screens one by one, so each of its .graphql files has documents of its own. */
const ofPage = globSync('src/web/*/*.graphql').map((file) => [
  `src/web/gql/${path.basename(file, '.graphql')}.ts`,
  {
    documents: readFileSync(file, 'utf8').includes('...ConditionBody') ? [file, conditions] : file,
    plugins,
    config: { ...options, documentMode: 'documentNode' },
  },
]);

const config: CodegenConfig = {
  schema: 'schema.graphql',
  emitLegacyCommonJSImports: false,
  importExtension: '.ts',
  generates: {
    'src/rest/gql/operations.ts': {
      documents: 'src/rest/*.graphql',
      plugins,
      config: { ...options, documentMode: 'documentNode' },
    },
    // Sent as text: a command then need not load a GraphQL parser.
    'src/cli/gql/operations.ts': {
      documents: ['src/cli/*.graphql', ...['bodies', 'conditions', 'tokens'].map((name) => `src/rest/${name}.graphql`)],
      plugins,
      config: { ...options, documentMode: 'string' },
    },
    ...Object.fromEntries(ofPage),
  },
};

export default config;
