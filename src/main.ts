// `npm start`: reads the environment, starts the service, stops it on SIGTERM and SIGINT.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readConfig } from './config.ts';
import { createLog } from './infra/log.ts';
import { parseOutboundAllow } from './infra/outbound/outbound-allow.ts';
import { type Service, startService } from './service.ts';
import { startFailureText } from './start-failure.ts';

async function main(): Promise<void> {
  const config = readConfig(process.env, (entries) => parseOutboundAllow(entries).problems);
  const log = createLog(config.logLevel);
  let starting: Promise<Service> | undefined;
  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    // A signal during the start waits for its end: an embedded server half started would be left behind.
    const service = await starting?.catch(() => undefined);
    await service?.stop();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  starting = startService(config, log);
  const service = await starting;
  if (stopping) return;
  if (service.madeToken !== undefined)
    process.stdout.write(`admin token, shown only now and kept as a hash: ${service.madeToken}\n`);
  if (config.role !== 'worker') process.stdout.write(`admin page: ${service.url}/ui/\n`);
  process.stdout.write(`iam-integrations listening on ${service.url}\n`);
  for (const afterMs of [2_000, 2_500]) setTimeout(collectGarbage, afterMs).unref();
}

/** What a start leaves behind would stay for as long as the service is idle. The second time frees its pages. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

main().catch((error: unknown) => {
  process.stderr.write(`${startFailureText(error)}\n`);
  process.exit(1);
});
