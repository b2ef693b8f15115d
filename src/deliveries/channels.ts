// The database's notification channels. A notification is a hint with no content: what it hints at is in the tables.

/** There may be attempts to make now. */
export const workChannel = 'iam_work';
/** Deliveries have changed; the changes are in delivery_updates. */
export const liveChannel = 'iam_live';
