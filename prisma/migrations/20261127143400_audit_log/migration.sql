-- CreateTable
CREATE TABLE "audit_entries" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "actor_name" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "object_type" TEXT NOT NULL,
    "object_id" TEXT NOT NULL,
    "object_name" TEXT,
    "changes" JSONB NOT NULL,
    "address" TEXT,
    "door" TEXT,
    "request_id" TEXT,
    "words" tsvector,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "audit_entries_actor_name_id_idx" ON "audit_entries"("actor_name", "id" DESC);

-- CreateIndex
CREATE INDEX "audit_entries_actor_id_id_idx" ON "audit_entries"("actor_id", "id" DESC);

-- CreateIndex
CREATE INDEX "audit_entries_action_id_idx" ON "audit_entries"("action", "id" DESC);

-- CreateIndex
CREATE INDEX "audit_entries_object_type_id_idx" ON "audit_entries"("object_type", "id" DESC);

-- CreateIndex
CREATE INDEX "audit_entries_object_id_id_idx" ON "audit_entries"("object_id", "id" DESC);

-- CreateIndex
CREATE INDEX "audit_entries_words_idx" ON "audit_entries" USING GIN ("words");
