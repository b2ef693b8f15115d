// The database's notification channels. A notification is a hint: what it hints at is in the tables.

/** There may be attempts to make now, `later` when the next due time may have changed, or see cancelPrefix. */
export const workChannel = 'iam_work';
/** Deliveries have changed; the changes are in delivery_updates. */
export const liveChannel = 'iam_live';
/** On the work channel, before ids of deliveries that were ended while they ran: whoever has them in hand lets go. */
export const cancelPrefix = 'cancel ';
