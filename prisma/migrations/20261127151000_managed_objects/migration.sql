-- AlterTable
ALTER TABLE "event_sources" ADD COLUMN     "managed_by" TEXT,
ADD COLUMN     "managed_key" TEXT;

-- AlterTable
ALTER TABLE "integrations" ADD COLUMN     "managed_by" TEXT,
ADD COLUMN     "managed_key" TEXT;

-- AlterTable
ALTER TABLE "scim_connections" ADD COLUMN     "managed_by" TEXT,
ADD COLUMN     "managed_key" TEXT;

-- AlterTable
ALTER TABLE "tasks" ADD COLUMN     "managed_by" TEXT,
ADD COLUMN     "managed_key" TEXT;
