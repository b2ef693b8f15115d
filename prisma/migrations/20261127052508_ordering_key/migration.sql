-- AlterTable
ALTER TABLE "deliveries" ADD COLUMN     "line_position" BIGINT,
ADD COLUMN     "ordering_key" TEXT,
ADD COLUMN     "waits_in_line" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "integrations" ADD COLUMN     "ordering_key" TEXT;

CREATE SEQUENCE "delivery_line_position";

-- The unfinished part of each line in its order, and those that wait for their turn
CREATE INDEX "deliveries_line_idx" ON "deliveries"("integration_id", "action_id", "ordering_key", "line_position")
  WHERE "ordering_key" IS NOT NULL AND "status" IN ('pending', 'running');
CREATE INDEX "deliveries_waiting_idx" ON "deliveries"("id") WHERE "waits_in_line" AND "status" = 'pending';
