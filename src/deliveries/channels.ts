// The database's notification channels. A notification is a hint: what it hints at is in the tables.
import type { Tx } from '../infra/database.ts';

/** There may be attempts to make now, `later` when the next due time may have changed, or see the words below. */
export const workChannel = 'iam_work';
/** Deliveries have changed; the changes are in delivery_updates. */
export const liveChannel = 'iam_live';
/** On the work channel: deliveries that wait at a gate may go now. */
export const gatesWord = 'gates';
/** On the work channel, before ids of deliveries that were ended while they ran: whoever has them in hand lets go. */
export const cancelPrefix = 'cancel ';

/** In the transaction that changed what keeps deliveries back. */
export const tellOfGates = (tx: Tx) => tx.query(`SELECT pg_notify('${workChannel}', '${gatesWord}')`);
