-- AlterTable
ALTER TABLE "events" ADD COLUMN     "delivery_count" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "duplicate_count" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "words" tsvector;

-- CreateIndex
CREATE INDEX "events_type_uid_idx" ON "events"("type", "uid");

-- Parts of the table, each in the order of its lists
CREATE INDEX "events_matched_idx" ON "events"("uid") WHERE "delivery_count" > 0;
CREATE INDEX "events_unmatched_idx" ON "events"("uid") WHERE "delivery_count" = 0;
CREATE INDEX "events_stopped_by_idx" ON "events"("stopped_by", "uid") WHERE "stopped_by" IS NOT NULL;

-- Intake only appends to its list of what is pending; forget-traces.ts files that away each minute
CREATE INDEX "events_words_idx" ON "events" USING gin ("words") WITH (gin_pending_list_limit = 16384);

UPDATE "events" e SET
  "delivery_count" = (SELECT count(*) FROM "deliveries" d WHERE d."event_uid" = e."uid"),
  "words" = array_to_tsvector(ARRAY(
    SELECT DISTINCT left(lower(w[1]), 64) FROM regexp_matches(
      left(concat_ws(' ', "actor_id", "actor_email", "ip_address",
        jsonb_path_query_array("data", 'strict $.** ? (@.type() == "string" || @.type() == "number")')::text), 8192),
      '[[:alnum:]](?:[[:alnum:]_-]|\.(?=[[:digit:]]))*', 'g') w));
