import { expect, test } from 'vitest';
import { pause } from '../../../src/tasks/scim/pause.ts';
import { client, scimError } from './make.ts';
import { scimServer } from './scim-server.ts';

test('an error tells status, scimType and detail of the directory', async () => {
  const server = await scimServer();
  server.user({ userName: 'ada' });
  const error = await scimError(client(server.baseUrl).users.create({ userName: 'ada' }));
  expect(error).toMatchObject({ status: 409, scimType: 'uniqueness', detail: 'userName is taken' });
  expect(error.message).toBe('SCIM POST /Users failed: 409 uniqueness: userName is taken');
});

test('a filter that the directory cannot read is its invalidFilter', async () => {
  const server = await scimServer();
  const error = await scimError(client(server.baseUrl).users.find('userName zz "x"'));
  expect(error).toMatchObject({ status: 400, scimType: 'invalidFilter' });
});

test('a user that is not there is a 404', async () => {
  const server = await scimServer();
  expect(await scimError(client(server.baseUrl).users.get('nobody'))).toMatchObject({ status: 404, scimType: null });
});

test('an error never holds the token, also if the directory repeats it', async () => {
  const server = await scimServer();
  const detail = 'the token good-token is expired';
  server.interfere(() => ({ status: 403, body: { detail, scimType: 'good-token' } }));
  const error = await scimError(client(server.baseUrl).users.get('x'));
  expect(JSON.stringify({ ...error, message: error.message, stack: error.stack })).not.toContain('good-token');
  expect(error.detail).toBe('the token ******** is expired');
});

test('a wrong token is a 401 after one request', async () => {
  const server = await scimServer({ token: 'another' });
  expect((await scimError(client(server.baseUrl).users.get('x'))).status).toBe(401);
  expect(server.asked).toHaveLength(1);
});

test('a directory that cannot be reached is an error without status that names host and port', async () => {
  const error = await scimError(client('http://127.0.0.1:9').users.get('x'));
  expect(error.status).toBe(0);
  expect(error.detail).toContain('127.0.0.1:9');
});

test('an address that the guard forbids is not dialled', async () => {
  const error = await scimError(client('http://169.254.169.254/scim').users.get('x'));
  expect(error.detail).toContain('address not allowed');
});

test('a page of HTML instead of SCIM is an error that asks for the base URL', async () => {
  const server = await scimServer();
  server.interfere(() => ({ status: 200, body: '<html>sign in</html>' }));
  expect((await scimError(client(server.baseUrl).users.get('x'))).detail).toContain('is the base URL right?');
});

test('after 429 and 503 the request is repeated, no sooner than Retry-After says', async () => {
  const server = await scimServer();
  const { id } = server.user({ userName: 'ada' });
  const busy = [429, 503];
  server.interfere(() => {
    const status = busy.shift();
    return status === undefined ? undefined : { status, headers: { 'Retry-After': '0.2' } };
  });
  expect(await client(server.baseUrl).users.get(id)).toMatchObject({ userName: 'ada' });
  const [first, second, third] = server.asked.map(({ at }) => at);
  expect(server.asked).toHaveLength(3);
  expect(second! - first!).toBeGreaterThanOrEqual(195);
  expect(third! - second!).toBeGreaterThanOrEqual(195);
});

test('a directory that is always busy is asked four times and no more', async () => {
  const server = await scimServer();
  server.interfere(() => ({ status: 429, headers: { 'Retry-After': '0' }, body: { detail: 'slow down' } }));
  const error = await scimError(client(server.baseUrl).users.get('x'));
  expect(error).toMatchObject({ status: 429, detail: 'slow down (it asks to wait 0 s)' });
  expect(server.asked).toHaveLength(4);
});

test('a directory that asks to wait for an hour is not waited for', async () => {
  const server = await scimServer();
  server.interfere(() => ({ status: 503, headers: { 'Retry-After': '3600' } }));
  expect((await scimError(client(server.baseUrl).users.get('x'))).detail).toContain('wait 3600 s');
  expect(server.asked).toHaveLength(1);
});

test('a run that is cancelled ends its requests at once', async () => {
  const server = await scimServer();
  const run = new AbortController();
  server.interfere(() => {
    run.abort(new Error('cancelled by a person'));
    return { status: 429, headers: { 'Retry-After': '50' } };
  });
  const asking = client(server.baseUrl, { signal: run.signal }).users.get('x');
  await expect(asking).rejects.toThrow('cancelled by a person');
  expect(server.asked).toHaveLength(1);
});

test('a run that is cancelled ends its waits at once', async () => {
  const run = new AbortController();
  const waiting = pause(3_600_000, run.signal);
  run.abort(new Error('cancelled by a person'));
  await expect(waiting).rejects.toThrow('cancelled by a person');
});
