-- DropIndex
DROP INDEX "deliveries_next_attempt_at_idx";

-- CreateTable
CREATE TABLE "live_watch" (
    "id" INTEGER NOT NULL,
    "watched_until" TIMESTAMPTZ(3) NOT NULL,
    "since" xid8,

    CONSTRAINT "live_watch_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "deliveries_next_attempt_at_idx" ON "deliveries"("next_attempt_at") WHERE (next_attempt_at > created_at);

INSERT INTO "live_watch" VALUES (1, '1970-01-01', NULL);
