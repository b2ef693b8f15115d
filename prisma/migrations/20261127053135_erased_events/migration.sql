-- AlterTable
ALTER TABLE "events" ADD COLUMN     "erased_at" TIMESTAMPTZ(3);

-- From an event to those that tell of its failures
CREATE INDEX "events_cause_idx" ON "events"("cause_event_uid") WHERE "cause_event_uid" IS NOT NULL;
