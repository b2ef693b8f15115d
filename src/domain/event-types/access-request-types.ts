import type { EventTypeDefinition } from './definition.ts';
import {
  accessRequestFields,
  decisionFields,
  emailField,
  expiresAtField,
  resourceTypeField,
} from './payload-fields.ts';

const request = { ...accessRequestFields, ...resourceTypeField('application', 'group') };
// The sample request is for an application, so it names no group.
const without = ['group_id', 'group_name'];

/** The life of an access request, in the specification's order. */
export const accessRequestTypes: readonly EventTypeDefinition[] = [
  {
    name: 'access_request.submitted',
    description:
      'An access request was submitted. Usually a person asked for an application or a group that they cannot use yet.',
    payload: { ...request, ...expiresAtField },
    sample: { actor: 'user', without },
  },
  {
    name: 'access_request.approved',
    description: 'An access request was approved. Usually an approver agreed, or a rule approved it by itself.',
    payload: { ...request, ...decisionFields, ...expiresAtField },
    sample: { actor: 'admin', without },
  },
  {
    name: 'access_request.denied',
    description: 'An access request was denied. Usually an approver refused it, or a rule does not allow it.',
    payload: { ...request, ...decisionFields },
    sample: { actor: 'admin', without, data: { decision_comment: 'Please ask the owner of the wiki first' } },
  },
  {
    name: 'access_request.expired',
    description:
      'An access request expired. Usually nobody decided before its deadline, or the time for which access was granted ran out.',
    payload: { ...request, ...expiresAtField },
    sample: { actor: 'nobody', without, data: { expires_at: '2026-11-20T09:30:00Z' } },
  },
  {
    name: 'access_request.revoked',
    description:
      'An approved access grant was revoked. Usually an administrator took the access back before it ended by itself.',
    payload: { ...request, ...decisionFields, ...expiresAtField },
    sample: { actor: 'admin', without, data: { decision_comment: 'No longer on call' } },
  },
  {
    name: 'access_request.escalated',
    description:
      'An access request was escalated. Usually the first approver did not answer in time, and the request went to the next one.',
    payload: {
      ...request,
      approver_email: decisionFields.approver_email,
      escalated_to_email: emailField('Email of the person who is to decide now', 'security@example.com'),
      ...expiresAtField,
    },
    sample: { actor: 'nobody', without },
  },
];
