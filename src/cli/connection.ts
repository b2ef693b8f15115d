// Which service, and with which token. A token is never an argument: every user of a machine can read those.
import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import type { Command } from 'commander';
import { type Client, createClient } from './client.ts';
import { CliError, exitCodes } from './exit-codes.ts';
import { createOutput, type Output } from './output.ts';

export interface GlobalOptions {
  readonly url?: string;
  readonly tokenFile?: string;
  readonly json?: true;
}

/** What a command works with. */
export interface Cli {
  readonly client: Client;
  readonly out: Output;
}

export const defaultUrl = 'http://127.0.0.1:4000';

const outputOf = (command: Command): Output =>
  createOutput({ json: command.optsWithGlobals<GlobalOptions>().json === true });

/** @throws CliError `usage` for an address that is none, `unauthorised` without a token. */
export async function connect(command: Command): Promise<Cli> {
  const { url, tokenFile } = command.optsWithGlobals<GlobalOptions>();
  const client = createClient({
    url: readUrl(url ?? process.env.IAM_INTEGRATIONS_URL ?? defaultUrl),
    token: await readToken(tokenFile),
  });
  return { client, out: outputOf(command) };
}

function readUrl(text: string): string {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '' && url.hash === '')
    return text.replace(/\/+$/, '');
  throw new CliError(exitCodes.usage, 'the address must look like http://127.0.0.1:4000 or https://iam.example.com');
}

async function readToken(file: string | undefined): Promise<string> {
  const given = file === undefined ? process.env.IAM_INTEGRATIONS_TOKEN : await readTokenFile(file);
  const token = (given ?? '').trim();
  if (token === '')
    throw new CliError(exitCodes.unauthorised, 'no token: set IAM_INTEGRATIONS_TOKEN, or give --token-file');
  if (!/^[\x21-\x7e]+$/.test(token)) throw new CliError(exitCodes.unauthorised, 'the token is not one line of text');
  return token;
}

async function readTokenFile(file: string): Promise<string> {
  if (file === '-') return textOf(process.stdin);
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CliError(exitCodes.usage, `cannot read the token file ${file}: ${error.code}`);
  });
}
