// Secrets in files, as containers get them: where NAME_FILE is set, the file's content stands for NAME.
import { readFileSync } from 'node:fs';

type Environment = Readonly<Record<string, string | undefined>>;

/** What may come from a file. */
export const fileNames = [
  'DATABASE_URL',
  'DATABASE_SESSION_URL',
  'ADMIN_TOKEN',
  'METRICS_TOKEN',
  'ENCRYPTION_KEY',
  'NEW_ENCRYPTION_KEY',
] as const;

/** @returns the environment with the contents of the files, without the line's end, and what is wrong with them. */
export function withFiles(env: Environment): { readonly env: Environment; readonly problems: readonly string[] } {
  const read: Record<string, string> = {};
  const problems: string[] = [];
  for (const name of fileNames) {
    const file = env[`${name}_FILE`];
    if (!file) continue;
    if (env[name]) {
      problems.push(`${name}_FILE: is set beside ${name}`);
      continue;
    }
    try {
      read[name] = readFileSync(file, 'utf8').trim();
    } catch (error) {
      problems.push(`${name}_FILE: ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
      continue;
    }
    if (read[name] === '') problems.push(`${name}_FILE: ${file} is empty`);
  }
  return { env: { ...env, ...read }, problems };
}
