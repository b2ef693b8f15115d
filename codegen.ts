// Typed documents for every GraphQL client in this repository, from schema.graphql. Run by `npm run generate`.
import type { CodegenConfig } from '@graphql-codegen/cli';

const plugins = ['typescript-operations', 'typed-document-node'];
const options = {
  enumType: 'string-literal',
  useTypeImports: true,
  skipTypename: true,
  scalars: { ID: 'string', DateTime: 'string', JSON: 'unknown' },
};

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
  },
};

export default config;
