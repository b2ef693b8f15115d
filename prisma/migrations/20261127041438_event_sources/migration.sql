-- DropIndex
DROP INDEX "received_event_ids_received_at_idx";

-- AlterTable
ALTER TABLE "events" ADD COLUMN     "original_type" TEXT,
ADD COLUMN     "source" TEXT;

-- AlterTable: what is there already is kept for another day, without writing each row
ALTER TABLE "received_event_ids" DROP COLUMN "received_at",
ADD COLUMN     "kept_until" TIMESTAMPTZ(3) NOT NULL DEFAULT now() + interval '24 hours';
ALTER TABLE "received_event_ids" ALTER COLUMN "kept_until" DROP DEFAULT;

-- CreateTable
CREATE TABLE "event_sources" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "rules" JSONB NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "event_sources_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_source_counts" (
    "source_id" UUID NOT NULL,
    "what" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "count" BIGINT NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "event_source_counts_pkey" PRIMARY KEY ("source_id","what","detail")
);

-- CreateIndex
CREATE UNIQUE INDEX "event_sources_name_key" ON "event_sources"("name");

-- CreateIndex
CREATE INDEX "received_event_ids_kept_until_idx" ON "received_event_ids"("kept_until");

-- Of events that came through a source only: lists of one source, of each type in the order of its lists
CREATE INDEX "events_source_idx" ON "events"("source", "type", "uid") WHERE "source" IS NOT NULL;

-- The version of all event sources together: every change moves it
INSERT INTO "settings" ("key", "value") VALUES ('event_sources_version', '1');
