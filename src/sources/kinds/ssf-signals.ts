// The events of CAEP and RISC that have a counterpart here, and who their subject is (RFC 9493).
import type { Json, JsonObject } from '../../domain/event.ts';
import { emailOf, listAt, text } from '../read-values.ts';
import type { Fact } from '../source-kind.ts';

export const signalBase = 'https://schemas.openid.net/secevent/';

export interface Subject {
  readonly id?: string | undefined;
  readonly email?: string | undefined;
  readonly name?: string | undefined;
  /** The same id of two issuers is two people. */
  readonly issuer?: string | undefined;
}

/** @param value a subject identifier; drafts have `subject_type` with hyphens instead of `format`. */
export function subjectOf(value: Json | undefined): Subject {
  const format = (text(value, 'format') ?? text(value, 'subject_type') ?? '').replaceAll('-', '_');
  switch (format) {
    case 'iss_sub':
      return { id: text(value, 'sub'), issuer: text(value, 'iss') };
    case 'id_token_claims':
      return { id: text(value, 'sub'), issuer: text(value, 'iss'), email: emailOf(text(value, 'email')) };
    case 'email':
      return { email: emailOf(text(value, 'email')) };
    case 'opaque':
      return { id: text(value, 'id') };
    case 'account':
      return { name: text(value, 'uri')?.replace(/^acct:/, '') };
    case 'did':
      return { id: text(value, 'url') };
    case 'uri':
      return { id: text(value, 'uri') };
    case 'aliases':
      return listAt(value, 'identifiers').reduce<Subject>((all, one) => {
        const next = text(one, 'format') === 'aliases' ? {} : subjectOf(one);
        return {
          id: all.id ?? next.id,
          email: all.email ?? next.email,
          name: all.name ?? next.name,
          issuer: all.issuer ?? next.issuer,
        };
      }, {});
    case 'phone_number':
    case 'jwt_id':
    case 'saml_assertion_id':
      return {};
    default: {
      const user = typeof value === 'object' && value !== null && 'user' in value ? (value.user as Json) : undefined;
      return user === undefined || text(user, 'format') === 'complex' ? {} : subjectOf(user);
    }
  }
}

const person = ({ id, email, name, issuer }: Subject) => ({
  user_id: id,
  user_email: email,
  user_name: name,
  user_issuer: issuer,
});

const secondFactor = /^(fido|app$|phone-)/;

function ofCredential(event: JsonObject, subject: Subject): Fact | undefined {
  const method = text(event, 'credential_type') ?? '';
  const type = { create: 'mfa.enrolled', revoke: 'mfa.unenrolled', delete: 'mfa.unenrolled' }[
    text(event, 'change_type') ?? ''
  ];
  if (type === undefined || !secondFactor.test(method)) return undefined;
  return { type, data: { ...person(subject), mfa_method: method } };
}

function ofIdentifier(event: JsonObject, subject: Subject): Fact {
  const changed = subject.email === undefined ? undefined : emailOf(text(event, 'new-value'));
  return { type: 'user.updated', data: { ...person(subject), user_email: changed ?? subject.email } };
}

const table: Record<string, (event: JsonObject, subject: Subject) => Fact | undefined> = {
  'risc/event-type/account-disabled': (event, subject) => ({
    type: 'user.deactivated',
    data: { ...person(subject), reason: text(event, 'reason') },
  }),
  'risc/event-type/account-enabled': (_event, subject) => ({ type: 'user.activated', data: person(subject) }),
  'risc/event-type/account-purged': (_event, subject) => ({ type: 'user.deleted', data: person(subject) }),
  'risc/event-type/identifier-changed': ofIdentifier,
  'caep/event-type/credential-change': ofCredential,
};

export function factsOfSignal(uri: string, event: JsonObject, subject: Subject): readonly Fact[] {
  const name = uri.startsWith(signalBase) ? uri.slice(signalBase.length) : '';
  const fact = Object.hasOwn(table, name) ? table[name]?.(event, subject) : undefined;
  return fact ? [fact] : [];
}
