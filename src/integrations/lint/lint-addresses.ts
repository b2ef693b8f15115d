// Where an action sends to: addresses that would be refused, and secrets that would travel in the clear.
import { looksLikeCredential } from '../../domain/secret-names.ts';
import type { OutboundAllow } from '../../infra/outbound/outbound-allow.ts';
import { checkUrlShape } from '../../infra/outbound/url-shape.ts';
import { actionPath, type Linted, type OpenedAction, type Warning } from './lint-integration.ts';

export function lintAddresses({ actions }: Linted, allow: OutboundAllow): Warning[] {
  return actions.flatMap((action, index) => {
    const target = targetOf(action);
    return target ? warningsOf(action, target, index, allow) : [];
  });
}

interface Target {
  readonly url: URL;
  readonly field: 'url' | 'webhookUrl';
}

/** Undefined when there is none, or when a template decides on the host. */
function targetOf({ config }: OpenedAction): Target | undefined {
  for (const field of ['url', 'webhookUrl'] as const) {
    const text = config[field];
    if (typeof text !== 'string') continue;
    const authority = /^https?:\/\/[^/?#]*/i.exec(text)?.[0] ?? '{{';
    const url = authority.includes('{{') ? null : URL.parse(authority);
    if (url) return { url, field };
  }
  return undefined;
}

function warningsOf(action: OpenedAction, { url, field }: Target, index: number, allow: OutboundAllow): Warning[] {
  const warnings: Warning[] = [];
  const refused = checkUrlShape(url.href, allow).failure;
  const isLocal = /(^|\.)localhost\.?$/.test(url.hostname);
  if (refused) warnings.push({ code: 'private_address', path: actionPath(index, field), message: refused.message });
  else if (isLocal && !allow.permitsHost(url.hostname))
    warnings.push({
      code: 'private_address',
      path: actionPath(index, field),
      message: `${url.hostname} is this machine, and will be refused unless OUTBOUND_ALLOW names it`,
    });
  if (url.protocol === 'http:' && !isLocal && !isLoopback(url.hostname) && hasCredentials(action))
    warnings.push({
      code: 'credentials_in_the_clear',
      path: actionPath(index, field),
      message: 'the address begins with http: credentials are sent in the clear, use https',
    });
  for (const message of action.kind.warnings?.(action.config) ?? [])
    warnings.push({ code: 'certificate_not_checked', path: actionPath(index), message });
  return warnings;
}

/** Nobody listens between this machine and itself. */
const isLoopback = (host: string) => /^127\./.test(host) || host === '[::1]';

function hasCredentials({ config }: OpenedAction): boolean {
  const { auth, headers, webhookUrl } = config as {
    auth?: { type: string };
    headers?: readonly { name: string }[];
    webhookUrl?: string;
  };
  const isAuthenticated = auth !== undefined && auth.type !== 'none';
  return webhookUrl !== undefined || isAuthenticated || (headers ?? []).some(({ name }) => looksLikeCredential(name));
}
