import type { EventTypeDefinition } from './definition.ts';
import {
  applicationFields,
  emailField,
  mfaFields,
  resourceTypeField,
  samplePerson,
  signInFields,
  textField,
  userFields,
} from './payload-fields.ts';

const signIn = { ...userFields, ...applicationFields, ...signInFields };
const mfa = { ...userFields, ...mfaFields, ...resourceTypeField('totpdevice', 'webauthndevice') };

/** Sign-ins that worked and that did not, in the specification's order. */
export const signInTypes: readonly EventTypeDefinition[] = [
  {
    name: 'login.success',
    description:
      'A successful login occurred. Usually a person signed in to the identity provider or to an application.',
    payload: signIn,
    sample: { actor: 'user' },
  },
  {
    name: 'login.failed',
    description:
      'A failed login attempt occurred. Usually a wrong password, an unknown or disabled account, or a second factor that did not fit.',
    payload: {
      ...signIn,
      reason: textField('Why the attempt failed, in the words of the source', 'invalid_credentials', 'user_not_found'),
    },
    // No actor: nobody proved who they are. The user fields say whom the attempt named.
    sample: { actor: 'nobody', ipAddress: '198.51.100.77' },
  },
];

/** Second factors that come and go, in the specification's order. */
export const mfaTypes: readonly EventTypeDefinition[] = [
  {
    name: 'mfa.enrolled',
    description:
      'A user enrolled a new MFA method. Usually the person set up an authenticator app, a security key or a phone.',
    payload: mfa,
    sample: { actor: 'user' },
  },
  {
    name: 'mfa.unenrolled',
    description:
      'A user removed an MFA method. Usually the person replaced a device, or an administrator reset their methods.',
    payload: mfa,
    sample: { actor: 'user' },
  },
];

/** What the sign-in proxy in front of applications reports; the specification lists exactly these fields. */
export const proxyTypes: readonly EventTypeDefinition[] = [
  {
    name: 'proxy.session_ended',
    description:
      'A user signed out of a proxy-protected application. The proxy calls the session-end endpoint during sign-out.',
    payload: {
      hostname: {
        type: 'string',
        format: 'hostname',
        description: 'FQDN of the proxy-protected application',
        examples: ['app.example.com'],
      },
      provider_id: {
        type: 'string',
        format: 'uuid',
        description: 'UUID of the proxy provider configuration',
        examples: ['20f8b3a6-4e71-4d9c-b5e2-83c7d60f1a68'],
      },
      user_email: emailField('Email address of the user who signed out', samplePerson.email),
      user_sub: textField('OIDC sub claim of the user who signed out (the id of the user)', samplePerson.id),
    },
    allRequired: true,
    sample: { actor: 'user' },
  },
];
