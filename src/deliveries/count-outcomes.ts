// What an attempt leaves for the figures: how it ended and how long it took, many alike as one row, in the statement that
// records them. Adding to the figures themselves here would make nodes wait for each other's rows.

/** Of the attempts `given` that became `updated`, in record-attempt.ts. */
export const countOutcomes = `
  INSERT INTO attempt_outcomes (integration_id, status, slot, cause, delivery_id, attempts)
  SELECT integration_id, g.status, g.slot, g.cause,
    (array_agg(g.id) FILTER (WHERE g.cause IS NOT NULL))[1], count(*)::int
  FROM given g JOIN updated USING (id) WHERE g.counts GROUP BY integration_id, g.status, g.slot, g.cause`;
