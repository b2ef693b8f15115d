-- CreateEnum
CREATE TYPE "breaker_state" AS ENUM ('closed', 'open', 'half_open');

-- AlterTable
ALTER TABLE "deliveries" ADD COLUMN     "held_by" TEXT;

-- AlterTable
ALTER TABLE "integrations" ADD COLUMN     "breaker" JSONB;

-- CreateTable
CREATE TABLE "action_gates" (
    "action_id" UUID NOT NULL,
    "integration_id" UUID NOT NULL,
    "limited" BOOLEAN NOT NULL DEFAULT false,
    "breaker" "breaker_state" NOT NULL DEFAULT 'closed',
    "consecutive_failures" INTEGER NOT NULL DEFAULT 0,
    "failing_since" TIMESTAMPTZ(3),
    "last_cause" TEXT,
    "last_error" TEXT,
    "opened_at" TIMESTAMPTZ(3),
    "waits" INTEGER NOT NULL DEFAULT 0,
    "next_probe_at" TIMESTAMPTZ(3),
    "probe_delivery_id" UUID,
    "pace" DOUBLE PRECISION,
    "release_at" TIMESTAMPTZ(3),

    CONSTRAINT "action_gates_pkey" PRIMARY KEY ("action_id")
);

-- CreateTable
CREATE TABLE "notices" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "integration_id" UUID NOT NULL,
    "integration_name" TEXT NOT NULL,
    "action_id" UUID,
    "message" TEXT NOT NULL,
    "raised_at" TIMESTAMPTZ(3) NOT NULL,
    "acknowledged_at" TIMESTAMPTZ(3),
    "acknowledged_by" TEXT,

    CONSTRAINT "notices_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "action_gates_integration_id_idx" ON "action_gates"("integration_id");

-- CreateIndex
CREATE INDEX "action_gates_release_at_idx" ON "action_gates"("release_at");

-- CreateIndex
CREATE INDEX "notices_integration_id_id_idx" ON "notices"("integration_id", "id" DESC);

-- CreateIndex
CREATE INDEX "notices_raised_at_idx" ON "notices"("raised_at");

-- What waits without a job, of each action in its order
CREATE INDEX "deliveries_held_idx" ON "deliveries"("action_id", "id") WHERE "held_by" IS NOT NULL AND "status" = 'pending';
