import { parentPort } from 'node:worker_threads';
import { checkSyntax } from './check-syntax.ts';
import { runScript, type ScriptInbox } from './run-script.ts';
import type { CheckAnswer, FromWorker, ToWorker } from './worker-messages.ts';

const port = parentPort;
if (!port) throw new Error('script-worker.ts runs only as a worker');

const post = (message: FromWorker) => port.postMessage(message);
let inbox: ScriptInbox = emptyInbox();

port.on('message', async (message: ToWorker) => {
  if (message.type === 'answer') {
    inbox.answers.push({ ...message, fromService: true });
    inbox.wake();
  } else if (message.type === 'cancel') inbox.wake();
  else if (message.type === 'run') {
    inbox = emptyInbox();
    post({ type: 'done', outcome: await runScript(message.job, inbox, post) });
  } else {
    const answer: CheckAnswer = await checkSyntax(message.source);
    message.port.postMessage(answer);
    // The main thread sleeps until this.
    Atomics.store(message.answered, 0, 1);
    Atomics.notify(message.answered, 0);
  }
});
post({ type: 'ready' });

function emptyInbox(): ScriptInbox {
  return { answers: [], wake: () => undefined };
}
