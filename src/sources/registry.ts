// The ONE list of kinds of event sources.
import { auth0Events } from './kinds/auth0-events.ts';
import { auth0Logs } from './kinds/auth0-logs.ts';
import { authentik } from './kinds/authentik.ts';
import { clerk } from './kinds/clerk.ts';
import { custom } from './kinds/custom.ts';
import { fusionauth } from './kinds/fusionauth.ts';
import { keycloak } from './kinds/keycloak.ts';
import { keycloakVymalo } from './kinds/keycloak-vymalo.ts';
import { logto } from './kinds/logto.ts';
import { msgraph } from './kinds/msgraph.ts';
import { okta } from './kinds/okta.ts';
import { ssf } from './kinds/ssf.ts';
import { standardWebhooks } from './kinds/standard-webhooks.ts';
import { zitadel } from './kinds/zitadel.ts';
import type { SourceKind } from './source-kind.ts';

export const sourceKinds: readonly SourceKind[] = [
  keycloak,
  keycloakVymalo,
  authentik,
  zitadel,
  okta,
  auth0Logs,
  auth0Events,
  logto,
  fusionauth,
  clerk,
  msgraph,
  ssf,
  standardWebhooks,
  custom,
];

export const findSourceKind = (name: string): SourceKind | undefined => sourceKinds.find((kind) => kind.name === name);
