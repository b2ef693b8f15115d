// The schema: every noun's file, in one place. Importing a noun registers it.
import './action.ts';
import './event-type.ts';
import './event-source.ts';
import './event-source-changes.ts';
import './event-source-trial.ts';
import './integration.ts';
import './integration-changes.ts';
import './delivery.ts';
import './bulk-job.ts';
import './delivery-changes.ts';
import './erase.ts';
import './event.ts';
import './event-search.ts';
import './quiet-rules.ts';
import './event-signing-key.ts';
import './explain.ts';
import './replay.ts';
import './test-integration.ts';
import './template.ts';
import './task.ts';
import './task-changes.ts';
import './task-run.ts';
import './task-script.ts';
import './scim-connection.ts';
import { builder } from './builder.ts';

export const schema = builder.toSchema({ sortSchema: true });
