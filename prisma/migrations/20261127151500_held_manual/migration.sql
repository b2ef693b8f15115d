-- AlterTable
ALTER TABLE "deliveries" ADD COLUMN     "held_manual" BOOLEAN NOT NULL DEFAULT false;
