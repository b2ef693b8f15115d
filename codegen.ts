// Typed documents for every GraphQL client in this repository, from schema.graphql. Run by `npm run generate`.
import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: 'schema.graphql',
  emitLegacyCommonJSImports: false,
  importExtension: '.ts',
  generates: {
    'src/rest/gql/operations.ts': {
      documents: 'src/rest/*.graphql',
      plugins: ['typescript-operations', 'typed-document-node'],
      config: {
        enumType: 'string-literal',
        useTypeImports: true,
        skipTypename: true,
        scalars: { ID: 'string', DateTime: 'string', JSON: 'unknown' },
        documentMode: 'documentNode',
      },
    },
  },
};

export default config;
