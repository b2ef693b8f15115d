// Changes of deliveries are logged only while somebody may ask for them: a burst that nobody watches writes a third
// less. The subscribers' side is infra/live-watch.ts.

/** The part of a statement that logs what `rows` (id, status, attempt_count) says; gives a row for each. */
export const logChanges = (rows: string) => `
  INSERT INTO delivery_updates (delivery_id, status, attempt_count) SELECT id, status, attempt_count FROM (${rows}) changed
  WHERE EXISTS (SELECT FROM live_watch WHERE watched_until > now()) RETURNING 1`;
