// Typed documents for every GraphQL client in this repository, from schema.graphql. Run by `npm run generate`.
import { globSync } from 'node:fs';
import path from 'node:path';
import type { CodegenConfig } from '@graphql-codegen/cli';

const plugins = ['typescript-operations', 'typed-document-node'];
const options = {
  enumType: 'string-literal',
  useTypeImports: true,
  skipTypename: true,
  scalars: { ID: 'string', DateTime: 'string', JSON: 'unknown' },
};

/** The page loads its screens one by one, so each of its .graphql files has documents of its own. */
const ofPage = globSync('src/web/*/*.graphql').map((documents) => [
  `src/web/gql/${path.basename(documents, '.graphql')}.ts`,
  { documents, plugins, config: { ...options, documentMode: 'documentNode' } },
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
      documents: ['src/cli/*.graphql', 'src/rest/bodies.graphql', 'src/rest/conditions.graphql'],
      plugins,
      config: { ...options, documentMode: 'string' },
    },
    ...Object.fromEntries(ofPage),
  },
};

export default config;
