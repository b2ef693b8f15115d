-- CreateEnum
CREATE TYPE "delivery_status" AS ENUM ('pending', 'running', 'success', 'failed');

-- CreateTable
CREATE TABLE "integrations" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "triggers" TEXT[],
    "conditions" JSONB NOT NULL,
    "actions" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "set_version" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),
    "paused_at" TIMESTAMPTZ(3),
    "paused_reason" TEXT,

    CONSTRAINT "integrations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "integration_set" (
    "id" INTEGER NOT NULL,
    "version" BIGINT NOT NULL,

    CONSTRAINT "integration_set_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "events" (
    "uid" UUID NOT NULL,
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "actor_id" TEXT,
    "actor_email" TEXT,
    "ip_address" TEXT,
    "fired_at" TIMESTAMPTZ(6) NOT NULL,
    "data" JSONB NOT NULL,
    "depth" INTEGER NOT NULL DEFAULT 0,
    "cause_event_uid" UUID,
    "cause_delivery_id" UUID,
    "stopped_by" TEXT,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "events_pkey" PRIMARY KEY ("uid")
);

-- CreateTable
CREATE TABLE "received_event_ids" (
    "id" TEXT NOT NULL,
    "event_uid" UUID NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "received_event_ids_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deliveries" (
    "id" UUID NOT NULL,
    "integration_id" UUID NOT NULL,
    "integration_name" TEXT NOT NULL,
    "action_id" UUID NOT NULL,
    "action_type" TEXT NOT NULL,
    "event_uid" UUID NOT NULL,
    "event_id" TEXT NOT NULL,
    "event_type" TEXT NOT NULL,
    "status" "delivery_status" NOT NULL,
    "attempt_count" INTEGER NOT NULL DEFAULT 0,
    "max_attempts" INTEGER NOT NULL,
    "next_attempt_at" TIMESTAMPTZ(3),
    "response_status" INTEGER,
    "cause" TEXT,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attempts" (
    "delivery_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "manual" BOOLEAN NOT NULL,
    "request" JSONB,
    "response" JSONB,
    "cause" TEXT,
    "error" TEXT,

    CONSTRAINT "attempts_pkey" PRIMARY KEY ("delivery_id","number")
);

-- CreateTable
CREATE TABLE "delivery_updates" (
    "seq" BIGSERIAL NOT NULL,
    "xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),
    "delivery_id" UUID NOT NULL,
    "status" "delivery_status" NOT NULL,
    "attempt_count" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "delivery_updates_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "settings" (
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "integrations_set_version_idx" ON "integrations"("set_version");

-- CreateIndex
CREATE INDEX "integrations_name_id_idx" ON "integrations"("name", "id");

-- CreateIndex
CREATE INDEX "events_id_idx" ON "events"("id");

-- CreateIndex
CREATE INDEX "received_event_ids_received_at_idx" ON "received_event_ids"("received_at");

-- CreateIndex
CREATE INDEX "deliveries_integration_id_id_idx" ON "deliveries"("integration_id", "id" DESC);

-- CreateIndex
CREATE INDEX "deliveries_status_id_idx" ON "deliveries"("status", "id" DESC);

-- CreateIndex
CREATE INDEX "deliveries_event_type_id_idx" ON "deliveries"("event_type", "id" DESC);

-- CreateIndex
CREATE INDEX "deliveries_event_uid_idx" ON "deliveries"("event_uid");

-- CreateIndex
CREATE INDEX "deliveries_next_attempt_at_idx" ON "deliveries"("next_attempt_at");

-- CreateIndex
CREATE INDEX "delivery_updates_xid_idx" ON "delivery_updates"("xid");

-- The one row whose version tells every node that its cached integrations are old
INSERT INTO "integration_set" ("id", "version") VALUES (1, 1);
