// A server that behaves as GitHub's REST API is documented (docs.github.com/rest/teams/members, rest/orgs/members):
// pages with Link headers, 404 for what is not there or not visible, pending invitations, rate limits as 403.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface FakeTeam {
  readonly maintainers: Set<string>;
  readonly members: Set<string>;
  readonly invited: Set<string>;
  /** Members of a child team: listed, but not to be removed here. */
  readonly inherited: Set<string>;
}

export interface FakeGitHub {
  readonly url: string;
  readonly teams: Map<string, FakeTeam>;
  readonly owners: Set<string>;
  /** Accounts in the organization; who is added and not in it is invited. */
  readonly people: Set<string>;
  /** Accounts that exist at all. */
  readonly accounts: Set<string>;
  /** Requests as `GET /orgs/acme/teams/x/members?…`. */
  readonly asked: string[];
  team(slug: string, team?: { maintainers?: string[]; members?: string[] }): FakeTeam;
  writes(): string[];
  /** Answers the next requests itself. */
  next(...answers: { status: number; headers?: Record<string, string>; body?: unknown }[]): void;
}

const token = 'ghp_token';

export async function fakeGitHub({ maxPerPage = 100 } = {}): Promise<FakeGitHub> {
  const asked: string[] = [];
  const teams = new Map<string, FakeTeam>();
  const owners = new Set<string>(['owner']);
  const people = new Set<string>(['owner']);
  const accounts = new Set<string>();
  const answers: { status: number; headers?: Record<string, string>; body?: unknown }[] = [];
  let base = '';

  const send = (response: ServerResponse, status: number, body?: unknown, headers: Record<string, string> = {}) => {
    response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', ...headers });
    response.end(body === undefined ? '' : JSON.stringify(body));
  };

  const list = (response: ServerResponse, url: URL, logins: Iterable<string>) => {
    const perPage = Math.min(Number(url.searchParams.get('per_page') ?? 30), maxPerPage);
    const page = Number(url.searchParams.get('page') ?? 1);
    const all = [...logins];
    const last = Math.max(1, Math.ceil(all.length / perPage));
    const links = [
      ['prev', page - 1],
      ['next', page + 1],
      ['last', last],
    ] as const;
    const link = links
      .filter(([, to]) => to >= 1 && to <= last)
      .map(([rel, to]) => {
        const target = new URL(url);
        target.searchParams.set('page', String(to));
        return `<${target.href}>; rel="${rel}"`;
      });
    const entries = all.slice((page - 1) * perPage, page * perPage).map((login, id) => ({ login, id, type: 'User' }));
    send(response, 200, entries, link.length > 0 ? { Link: link.join(', ') } : {});
  };

  const membership = (response: ServerResponse, method: string | undefined, team: FakeTeam, login: string) => {
    const key = login.toLowerCase();
    const isKnown = accounts.has(key) || people.has(key);
    if (method === 'PUT') {
      if (!isKnown) return send(response, 404, { message: 'Not Found', status: '404' });
      const isIn = people.has(key);
      (isIn ? team.members : team.invited).add(key);
      return send(response, 200, { state: isIn ? 'active' : 'pending', role: 'member' });
    }
    const direct = [team.members, team.maintainers, team.invited].some((set) => set.delete(key));
    return send(response, direct ? 204 : 404, direct ? undefined : { message: 'Not Found' });
  };

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    asked.push(`${request.method} ${request.url}`);
    const own = answers.shift();
    if (own) return send(response, own.status, own.body, own.headers);
    if (request.headers.authorization !== `Bearer ${token}`) return send(response, 401, { message: 'Bad credentials' });
    const url = new URL(request.url ?? '', base);
    const [orgs, org, kind, slug, part, login] = url.pathname.split('/').slice(1).map(decodeURIComponent);
    const role = url.searchParams.get('role');
    if (orgs !== 'orgs' || org !== 'acme') return send(response, 404, { message: 'Not Found' });
    if (kind === 'members') return list(response, url, role === 'admin' ? owners : people);
    const team = teams.get(slug ?? '');
    if (kind !== 'teams' || !team) return send(response, 404, { message: 'Not Found' });
    if (part === 'invitations') return list(response, url, team.invited);
    if (part === 'memberships' && login) return membership(response, request.method, team, login);
    if (part !== 'members') return send(response, 404, { message: 'Not Found' });
    return list(response, url, role === 'maintainer' ? team.maintainers : [...team.members, ...team.inherited]);
  };

  const server = createServer((request, response) => {
    request.resume().on('end', () => answer(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: base,
    teams,
    owners,
    people,
    accounts,
    asked,
    team: (slug, { maintainers = [], members = [] } = {}) => {
      for (const login of [...maintainers, ...members]) people.add(login);
      const lists = { maintainers: new Set(maintainers), members: new Set(members) };
      const team = { ...lists, invited: new Set<string>(), inherited: new Set<string>() };
      teams.set(slug, team);
      return team;
    },
    writes: () => asked.filter((line) => !line.startsWith('GET ')),
    next: (...given) => void answers.push(...given),
  };
}
