-- AlterTable
ALTER TABLE "deliveries" ADD COLUMN     "digest_id" UUID;

-- AlterTable
ALTER TABLE "integrations" ADD COLUMN     "digest" JSONB,
ADD COLUMN     "threshold" JSONB;

-- CreateTable
CREATE TABLE "threshold_counts" (
    "integration_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "times" TIMESTAMPTZ(3)[],
    "fired_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "threshold_counts_pkey" PRIMARY KEY ("integration_id","key")
);

-- CreateTable
CREATE TABLE "digests" (
    "id" UUID NOT NULL,
    "integration_id" UUID NOT NULL,
    "open_for" UUID,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "count" INTEGER NOT NULL,
    "delivery_ids" UUID[],

    CONSTRAINT "digests_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "digest_events" (
    "digest_id" UUID NOT NULL,
    "event_uid" UUID NOT NULL,

    CONSTRAINT "digest_events_pkey" PRIMARY KEY ("digest_id","event_uid")
);

-- CreateIndex
CREATE INDEX "threshold_counts_expires_at_idx" ON "threshold_counts"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "digests_open_for_key" ON "digests"("open_for");

-- CreateIndex
CREATE INDEX "digest_events_event_uid_idx" ON "digest_events"("event_uid");
