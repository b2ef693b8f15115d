-- AlterTable
ALTER TABLE "integrations" ADD COLUMN     "likeness" TEXT;

-- CreateIndex
CREATE INDEX "integrations_likeness_idx" ON "integrations"("likeness");
