/**
 * The one list of reasons why an attempt failed: retry rules, history, page, metrics and documentation all derive from it.
 * It must never put a url's path, query or credentials, nor a header's or body's content, into a text for people.
 */

/** What is known about a cause. Texts hold `{name}` for a parameter; a part in `[…]` is left out if its parameter is. */
export interface FailureCause {
  /** A few words for a heading. */
  readonly title: string;
  /** What it means, in plain words. */
  readonly meaning: string;
  /** What a person can do about it. */
  readonly advice: string;
  /** The text of one failure. */
  readonly text: string;
  /** Whether another try is made by default. Default: true, since most things pass. */
  readonly retryable?: false;
}

const list = {
  dns: {
    title: 'Host name not found',
    meaning: 'The name {host} has no address as seen from this server.',
    advice: 'Check the spelling. An internal name needs a name server that knows it.',
    text: 'host name not found: no address for {host}[ ({code})]',
  },
  refused: {
    title: 'Connection refused',
    meaning: 'The machine answered, but nothing listens on port {port}.',
    advice: 'Start the receiver, check the port, and look for a firewall rule that rejects.',
    text: 'connection refused by {host}:{port}[ ({address})]',
  },
  reset: {
    title: 'Connection closed',
    meaning: 'The other side closed the connection before its answer was complete. It may have processed the message.',
    advice: 'Look at the receiver for a crash or a restart at that time, and at proxies between here and there.',
    text: 'connection to {host}:{port}[ ({address})] was closed {when}, after {seconds} s',
  },
  unreachable: {
    title: 'No route to host',
    meaning: 'Packets from this server do not arrive there.',
    advice: 'Check network, VPN and firewalls between here and there.',
    text: 'no route to {host}:{port}[ ({address})]',
  },
  connect_timeout: {
    title: 'No answer to the connection',
    meaning: 'No connection came about in the time allowed; nothing was sent.',
    advice: 'Usually a firewall drops the packets: check allow-lists for this server’s address.',
    text: 'timeout after {seconds} s {doing} {host}:{port}[ ({address})]',
  },
  timeout: {
    title: 'Took too long',
    meaning: 'The message was sent, but no full answer came in the time allowed. It may have been processed.',
    advice: 'Answer at once and work later, or raise the timeout; ignore repeats of the same webhook-id.',
    text: 'timeout after {seconds} s waiting for {awaited} of {host}:{port}[ ({address})]',
  },
  tls_expired: {
    title: 'Certificate expired',
    meaning: 'The certificate, or one that signed it, is past its last day.',
    advice: 'Renew the certificate. Check the clocks of both machines.',
    text: 'certificate of {host}:{port} has expired[: it was valid until {validTo}]',
  },
  tls_not_yet_valid: {
    title: 'Certificate not valid yet',
    meaning: 'The first day of the certificate is still to come.',
    advice: 'Check the clocks of both machines.',
    text: 'certificate of {host}:{port} is not valid yet[: it starts at {validFrom}]',
  },
  tls_name: {
    title: 'Certificate is for another name',
    meaning: 'The certificate does not cover {host}.',
    advice: 'Use a name that the certificate covers, or get one for this name.',
    text: 'certificate of {host}:{port} is for another name[: it covers {names}]',
  },
  tls_untrusted: {
    title: 'Certificate not trusted',
    meaning: 'The certificate is self-signed or signed by an authority that this server does not know.',
    advice: 'Give the authority’s certificate in the action’s `ca` or to the server in NODE_EXTRA_CA_CERTS.',
    text: 'certificate of {host}:{port} is not trusted ({reason})[, signed by {issuer}]',
  },
  tls_protocol: {
    title: 'No TLS connection',
    meaning: 'The other side does not speak TLS on this port, or only versions that are too old.',
    advice: 'Check whether the url should begin with http: or https:, and the port.',
    text: 'no TLS connection with {host}:{port} ({reason})',
  },
  blocked: {
    title: 'Address not allowed',
    meaning: 'This server does not send to {host}: it is an internal or reserved address.',
    advice: 'Ask the operator to add the host or its network to OUTBOUND_ALLOW.',
    text: 'address not allowed: {host}[ is {address}][, {why}]',
    retryable: false,
  },
  invalid_request: {
    title: 'Request cannot be sent',
    meaning: 'The url or another part of the request is not valid.',
    advice: 'Look at the rendered url: a template may have left a gap.',
    text: 'request cannot be sent: {reason}',
    retryable: false,
  },
  invalid_header: {
    title: 'Header cannot be sent',
    meaning: 'A header’s name or value has characters that HTTP does not allow, or belongs to the connection.',
    advice: 'Change the header {header}; values may hold only Latin characters and no line breaks.',
    text: 'header {header} cannot be sent: {reason}',
    retryable: false,
  },
  too_large: {
    title: 'Message too large',
    meaning: 'The rendered message is over the limit.',
    advice: 'Shorten the template.',
    text: '{what} is too large[: {size} of at most {limit} bytes]',
    retryable: false,
  },
  bad_response: {
    title: 'Answer is not HTTP',
    meaning: 'The other side answered something that cannot be read as an HTTP answer.',
    advice: 'Check the port, and whether the url should begin with https:.',
    text: 'answer of {host}:{port} cannot be read ({reason})',
  },
  proxy: {
    title: 'Proxy failed',
    meaning: 'The proxy could not be reached, or did not make the connection.',
    advice: 'Check HTTP_PROXY, HTTPS_PROXY and NO_PROXY, and the proxy’s own rules.',
    text: 'no connection to {host}:{port} through the proxy {proxy}: {reason}',
  },
  http_3xx: {
    title: 'Redirect not followed',
    meaning: 'The answer points to another address; messages are sent only where the action says.',
    advice: 'Put the final address into the url.',
    text: 'redirect not followed: {host} answered {status}[ and points to {location}]',
  },
  http_400: {
    title: '400: message not accepted',
    meaning: 'The body or the headers are not what the receiver expects.',
    advice: 'Read its answer, and compare the rendered body with what it wants.',
    text: '{host} answered 400: it did not accept the message',
  },
  http_400_set: {
    title: '400: security event not accepted',
    meaning: 'The receiver of security event tokens says why it does not take this one: {words} ({err}).',
    advice: 'Compare issuer, audience, keys and token of the action with what the receiver was set up with.',
    text: '{host} answered 400 {err}: {words}',
  },
  http_401: {
    title: '401: not signed in',
    meaning: 'The token or password is missing, wrong or expired.',
    advice: 'Replace the secret, then send a test.',
    text: '{host} answered 401: token or password is missing, wrong or expired',
  },
  http_403: {
    title: '403: not allowed',
    meaning: 'The receiver knows the sender but does not let it do this, or filters addresses.',
    advice: 'Check the rights of the token and allow-lists for this server’s address.',
    text: '{host} answered 403: not allowed',
  },
  http_404: {
    title: '404: nothing at this address',
    meaning: 'The path is wrong or what was there is deleted.',
    advice: 'Check the rendered url: a template may have left a gap.',
    text: '{host} answered 404: nothing at this address',
  },
  http_408: {
    title: '408: receiver gave up waiting',
    meaning: 'The receiver did not get the whole message in the time it allows.',
    advice: 'Usually passes.',
    text: '{host} answered 408: it gave up waiting for the message',
  },
  http_410: {
    title: '410: gone for good',
    meaning: 'The receiver says that this address will not come back.',
    advice: 'Remove or replace this action; nothing more is sent to it.',
    text: '{host} answered 410: gone for good',
    retryable: false,
  },
  http_429: {
    title: '429: too many requests',
    meaning: 'The receiver wants some quiet.',
    advice: 'Nothing now: the next attempt waits as told. If it repeats, add conditions.',
    text: '{host} answered 429: too many requests',
  },
  http_4xx: {
    title: 'Message not accepted',
    meaning: 'The receiver says that something is wrong with the message.',
    advice: 'Read its answer.',
    text: '{host} answered {status}: it did not accept the message',
  },
  http_5xx: {
    title: 'Receiver failed',
    meaning: 'The trouble is on the receiver’s side.',
    advice: 'Usually passes; else tell its owner, with the delivery’s id.',
    text: '{host} answered {status}: its server failed',
  },
  slack_no_service: {
    title: 'Slack: webhook is gone',
    meaning: 'The webhook was deleted or switched off in Slack.',
    advice: 'Make a new webhook in Slack and put its url here.',
    text: 'Slack answered {answer}: the webhook was deleted or switched off',
    retryable: false,
  },
  slack_team_disabled: {
    title: 'Slack: workspace is off',
    meaning: 'The workspace of this webhook is deactivated or unknown.',
    advice: 'Ask a Slack administrator.',
    text: 'Slack answered {answer}: the workspace is deactivated or unknown',
    retryable: false,
  },
  slack_invalid_token: {
    title: 'Slack: url is not valid',
    meaning: 'The secret part of the webhook’s url is wrong.',
    advice: 'Copy the url from Slack again.',
    text: 'Slack answered {answer}: the secret part of the url is wrong',
    retryable: false,
  },
  slack_channel_not_found: {
    title: 'Slack: channel not found',
    meaning: 'The channel, or the person, of this webhook does not exist any more.',
    advice: 'Make a new webhook for a channel that exists.',
    text: 'Slack answered {answer}: the channel or person does not exist',
    retryable: false,
  },
  slack_channel_is_archived: {
    title: 'Slack: channel is archived',
    meaning: 'The channel of this webhook takes no more messages.',
    advice: 'Open the channel again in Slack, or make a webhook for another.',
    text: 'Slack answered {answer}: the channel is archived',
    retryable: false,
  },
  slack_action_prohibited: {
    title: 'Slack: not allowed',
    meaning: 'An administrator of the workspace restricts posting to this channel.',
    advice: 'Ask a Slack administrator.',
    text: 'Slack answered {answer}: an administrator restricts posting there',
    retryable: false,
  },
  slack_invalid_payload: {
    title: 'Slack: message not accepted',
    meaning: 'Slack could not read the message or its blocks.',
    advice: 'Check the blocks template with Slack’s Block Kit Builder.',
    text: 'Slack answered {answer}: it could not read the message',
    retryable: false,
  },
  slack_no_text: {
    title: 'Slack: no text',
    meaning: 'The message that reached Slack had no text.',
    advice: 'Check the message template with a sample event.',
    text: 'Slack answered {answer}: the message has no text',
    retryable: false,
  },
  slack_refused: {
    title: 'Slack refused the message',
    meaning: 'Slack answered that it does not take this message; trying again would not change that.',
    advice: 'Look at its answer below, then make a new webhook if it names none of the message’s faults.',
    text: 'Slack answered {answer}: it refused the message',
    retryable: false,
  },
  slack_not_ok: {
    title: 'Slack: not delivered',
    meaning: 'Slack answered, but said that the message was not posted.',
    advice: 'Read Slack’s answer.',
    text: 'Slack did not post the message[: {answer}]',
  },
  template: {
    title: 'Message could not be built',
    meaning: 'A template of this action fails for this event.',
    advice: 'Open the template and preview it with this event.',
    text: '[{field}: ]{reason}[ (line {line}, column {column})]',
    retryable: false,
  },
  empty_message: {
    title: 'Message is empty',
    meaning: 'The template gave no text for this event, so there was nothing to send.',
    advice: 'Preview the template with this event; add a text or a condition.',
    text: 'the message is empty',
    retryable: false,
  },
  task_missing: {
    title: 'Task is gone',
    meaning: 'The task that this action runs does not exist any more.',
    advice: 'Choose another task, or remove the action.',
    text: 'the task[ {task}] does not exist any more',
    retryable: false,
  },
  task_disabled: {
    title: 'Task is disabled',
    meaning: 'The task that this action runs is switched off.',
    advice: 'Enable the task, then retry the delivery.',
    text: 'the task[ {task}] is disabled',
    retryable: false,
  },
  task_failed: {
    title: 'Task failed',
    meaning: 'The task was run and ended with an error.',
    advice: 'Read the log of the run.',
    text: 'the task[ {task}] failed[: {reason}]',
  },
  integration_deleted: {
    title: 'Integration deleted',
    meaning: 'The integration, or this action of it, was deleted before this delivery was made.',
    advice: 'Nothing: it is not sent any more.',
    text: 'integration[, or {part} of it,] deleted',
    retryable: false,
  },
  backlog_dropped: {
    title: 'Backlog dropped',
    meaning: 'A person resumed the integration without what had waited while it was paused.',
    advice: 'Retry the delivery if it was to be sent after all.',
    text: 'dropped with the backlog when the integration was resumed',
    retryable: false,
  },
  cancelled: {
    title: 'Cancelled',
    meaning:
      'A person cancelled the delivery. If an attempt was under way, it was broken off and may have been processed.',
    advice: 'Retry the delivery if it was to be sent after all.',
    text: 'cancelled by an administrator',
    retryable: false,
  },
  erased: {
    title: 'Data erased',
    meaning: 'The data of the person whom the event is about was erased before this delivery was made.',
    advice: 'Nothing: there is nothing left to send.',
    text: 'the data of the event was erased',
    retryable: false,
  },
  worker_lost: {
    title: 'Worker stopped',
    meaning: 'The server stopped while this attempt was under way. It may have been processed.',
    advice: 'Nothing: another attempt is made.',
    text: 'the server stopped during the attempt',
  },
  internal: {
    title: 'Something went wrong on our side',
    meaning: 'Not your settings: a fault of this service.',
    advice: 'Try again; if it repeats, give the reference to the operator.',
    text: 'internal error[, reference {reference}]',
  },
} as const satisfies Record<string, FailureCause>;

/** The code of a cause, as stored with each failed attempt. */
export type CauseCode = keyof typeof list;

/** All causes by code. */
export const failureCauses: Readonly<Record<CauseCode, FailureCause>> = list;

/** All codes, in the order of the documentation. */
export const causeCodes = Object.keys(list) as readonly CauseCode[];

/** Why one attempt failed. */
export interface Failure {
  readonly cause: CauseCode;
  /** What the texts name: host, port, address, seconds, status and the like; never a secret. */
  readonly params: Readonly<Record<string, string | number>>;
  /** One line for people. */
  readonly message: string;
}

export function failure(cause: CauseCode, params: Readonly<Record<string, string | number>> = {}): Failure {
  return { cause, params, message: fillIn(failureCauses[cause].text, params) };
}

/** Whether another attempt is made by default. */
export function isRetryable(cause: CauseCode): boolean {
  return failureCauses[cause].retryable !== false;
}

/** The parameters that a cause's texts can name. */
export function causeParams(cause: CauseCode): readonly string[] {
  const { text, meaning, advice } = failureCauses[cause];
  return [...new Set(Array.from(`${text}${meaning}${advice}`.matchAll(/\{(\w+)\}/g), ([, name]) => name!))];
}

/** The cause that a status is; undefined for a success (2xx). */
export function httpStatusCause(status: number): CauseCode | undefined {
  if (status >= 200 && status < 300) return undefined;
  const own = `http_${status}`;
  if (Object.hasOwn(list, own)) return own as CauseCode;
  const family = `http_${Math.floor(status / 100)}xx`;
  return Object.hasOwn(list, family) ? (family as CauseCode) : 'bad_response';
}

/** Puts parameters into a text of the list. */
export function fillIn(text: string, params: Readonly<Record<string, string | number>>): string {
  const known = (part: string) =>
    Array.from(part.matchAll(/\{(\w+)\}/g)).every(([, name]) => Object.hasOwn(params, name!));
  return text
    .replace(/\[([^\]]*)\]/g, (_, part: string) => (known(part) ? part : ''))
    .replace(/\{(\w+)\}/g, (_, name: string) => (Object.hasOwn(params, name) ? String(params[name]) : '?'));
}
