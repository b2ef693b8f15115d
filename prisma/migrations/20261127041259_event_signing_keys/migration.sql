-- CreateTable
CREATE TABLE "event_signing_keys" (
    "id" UUID NOT NULL,
    "public_key" JSONB NOT NULL,
    "private_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "signs_from" TIMESTAMPTZ(3) NOT NULL,
    "published_until" TIMESTAMPTZ(3),

    CONSTRAINT "event_signing_keys_pkey" PRIMARY KEY ("id")
);
