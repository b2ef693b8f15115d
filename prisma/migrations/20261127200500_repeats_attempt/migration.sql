-- AlterTable
ALTER TABLE "deliveries" ADD COLUMN     "repeats_attempt" INTEGER;
