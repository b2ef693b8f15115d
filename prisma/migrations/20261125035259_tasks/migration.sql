-- CreateEnum
CREATE TYPE "run_status" AS ENUM ('pending', 'running', 'success', 'error');

-- CreateTable
CREATE TABLE "tasks" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "script" TEXT NOT NULL,
    "config" JSONB NOT NULL,
    "cron" TEXT,
    "time_zone" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "timeout_secs" INTEGER NOT NULL,
    "overlap" TEXT NOT NULL,
    "missed" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "scheduled_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "tasks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task_runs" (
    "id" UUID NOT NULL,
    "task_id" UUID NOT NULL,
    "task_name" TEXT NOT NULL,
    "task_type" TEXT NOT NULL,
    "status" "run_status" NOT NULL,
    "triggered_by" TEXT NOT NULL,
    "event_uid" UUID,
    "event_id" TEXT,
    "delivery_id" UUID,
    "attempt_number" INTEGER,
    "input" JSONB,
    "output" TEXT NOT NULL DEFAULT '',
    "error" TEXT,
    "reportable" BOOLEAN NOT NULL DEFAULT true,
    "depth" INTEGER NOT NULL DEFAULT 0,
    "cancel_requested" BOOLEAN NOT NULL DEFAULT false,
    "beat_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "duration_ms" INTEGER,

    CONSTRAINT "task_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task_values" (
    "task_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "task_values_pkey" PRIMARY KEY ("task_id","key")
);

-- CreateTable
CREATE TABLE "scim_connections" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "base_url" TEXT NOT NULL,
    "auth" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "scim_connections_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "task_runs_task_id_id_idx" ON "task_runs"("task_id", "id" DESC);

-- CreateIndex
CREATE INDEX "task_runs_status_id_idx" ON "task_runs"("status", "id" DESC);

-- CreateIndex
CREATE INDEX "task_runs_delivery_id_attempt_number_idx" ON "task_runs"("delivery_id", "attempt_number");

-- CreateIndex
CREATE INDEX "task_runs_event_uid_idx" ON "task_runs"("event_uid");

-- CreateIndex
CREATE UNIQUE INDEX "scim_connections_name_key" ON "scim_connections"("name");
