/**
 * Which requests go through which proxy, by HTTP_PROXY, HTTPS_PROXY and NO_PROXY as the operator set them.
 * It must never let a proxy's password into a text: texts name the proxy by `label`.
 */
import { type AddressRange, isInRange, parseAddress, parseRange } from './ip-address.ts';

/** The proxy settings; each is optional and off by default. */
export interface ProxySettings {
  /** Proxy for http: targets, `http://[user:password@]host:port` or https:. */
  readonly http?: string;
  /** Proxy for https: targets. */
  readonly https?: string;
  /** Targets to reach directly: `*`, hosts (with their subdomains), `host:port`, addresses and ranges, split by commas. */
  readonly noProxy?: string;
}

/** One proxy, ready to dial. */
export interface ProxyServer {
  readonly secure: boolean;
  /** Host name or address, without brackets. */
  readonly host: string;
  readonly port: number;
  /** host:port, for texts. */
  readonly label: string;
  /** The value of Proxy-Authorization, if the url has credentials. */
  readonly authorization: string | undefined;
}

/** Gives the proxy for a target; undefined for a direct connection. */
export type ProxyRoute = (secure: boolean, hostname: string, port: number) => ProxyServer | undefined;

/** Reads the settings. Throws if a proxy url is not usable; `proxyProblems` says so before. */
export function createProxyRoute(settings: ProxySettings): ProxyRoute {
  const problem = proxyProblems(settings)[0];
  if (problem !== undefined) throw new Error(problem);
  const http = settings.http ? readProxy(settings.http) : undefined;
  const https = settings.https ? readProxy(settings.https) : undefined;
  const isDirect = readNoProxy(settings.noProxy ?? '');
  return (secure, hostname, port) => {
    const proxy = secure ? https : http;
    return proxy && !isDirect(hostname, port) ? proxy : undefined;
  };
}

/** What is wrong with the settings, one line each, for the configuration's report. */
export function proxyProblems(settings: ProxySettings): readonly string[] {
  const problems: string[] = [];
  if (settings.http && !readProxy(settings.http)) problems.push('HTTP_PROXY is not a url such as http://proxy:3128');
  if (settings.https && !readProxy(settings.https)) problems.push('HTTPS_PROXY is not a url such as http://proxy:3128');
  return problems;
}

function readProxy(text: string): ProxyServer | undefined {
  const url = URL.parse(text.includes('://') ? text : `http://${text}`);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '') return undefined;
  const secure = url.protocol === 'https:';
  const port = Number(url.port) || (secure ? 443 : 80);
  const credentials = `${unescaped(url.username)}:${unescaped(url.password)}`;
  const authorization = credentials === ':' ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
  return { secure, host: withoutBrackets(url.hostname), port, label: `${url.hostname}:${port}`, authorization };
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function readNoProxy(text: string): (hostname: string, port: number) => boolean {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== '');
  if (entries.includes('*')) return () => true;
  const rules = entries.map(readRule);
  return (hostname, port) => {
    const host = withoutBrackets(hostname.toLowerCase()).replace(/\.$/, '');
    const address = parseAddress(host);
    return rules.some((rule) => {
      if (rule.port !== undefined && rule.port !== port) return false;
      if (rule.range) return address !== undefined && isInRange(address, rule.range);
      return host === rule.host || host.endsWith(`.${rule.host}`);
    });
  };
}

interface Rule {
  readonly host: string;
  readonly port: number | undefined;
  readonly range: AddressRange | undefined;
}

function readRule(entry: string): Rule {
  const [, name = entry, port] = /^(.*?)(?::(\d+))?$/.exec(parseRange(entry) ? `[${entry}]` : entry) ?? [];
  const host = withoutBrackets(name.toLowerCase()).replace(/^\*?\./, '');
  return { host, port: port === undefined ? undefined : Number(port), range: parseRange(host) };
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}
