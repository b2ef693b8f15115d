-- AlterTable
ALTER TABLE "deliveries" ADD COLUMN     "test" BOOLEAN NOT NULL DEFAULT false;
