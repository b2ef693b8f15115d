-- CreateEnum
CREATE TYPE "bulk_job_status" AS ENUM ('queued', 'running', 'done', 'cancelled', 'failed');

-- CreateTable
CREATE TABLE "bulk_jobs" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "filter" JSONB NOT NULL,
    "status" "bulk_job_status" NOT NULL,
    "rate_per_sec" DOUBLE PRECISION,
    "total" INTEGER,
    "done" INTEGER NOT NULL DEFAULT 0,
    "skipped" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "result" JSONB,
    "error" TEXT,
    "requested_by" TEXT NOT NULL,
    "cursor" JSONB,
    "worker" TEXT,
    "due_at" TIMESTAMPTZ(3),
    "surprises" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "bulk_jobs_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "bulk_jobs_due_at_idx" ON "bulk_jobs"("due_at");

-- What failed since a time, for bulk retries. Prisma knows no indexes of a part of a table and leaves this one be.
CREATE INDEX "deliveries_failed_idx" ON "deliveries"("finished_at", "id") WHERE "status" = 'failed';
