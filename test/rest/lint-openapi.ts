// `node test/rest/lint-openapi.ts`: holds /openapi.json against the specification of OpenAPI 3.1. Part of `npm run check`.
import { Validator } from '@seriousme/openapi-schema-validator';
import { sharedApi } from '../../src/graphql/execute.ts';
import { writeOpenApi } from '../../src/rest/openapi/write-openapi.ts';
import { version } from '../../src/version.ts';

const validator = new Validator();
const { valid, errors } = await validator.validate(structuredClone(writeOpenApi(sharedApi, version)) as never);
if (valid && validator.version !== '3.1') console.error(`OpenAPI ${validator.version}, not 3.1`);
if (!valid) console.error(JSON.stringify(errors, null, 2));
if (!valid || validator.version !== '3.1') process.exitCode = 1;
