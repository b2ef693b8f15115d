-- CreateTable
CREATE TABLE "attempt_outcomes" (
    "seq" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "integration_id" UUID NOT NULL,
    "status" "delivery_status" NOT NULL,
    "slot" SMALLINT NOT NULL,
    "cause" TEXT,
    "delivery_id" UUID,
    "attempts" INTEGER NOT NULL,

    CONSTRAINT "attempt_outcomes_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "attempt_figures" (
    "integration_id" UUID NOT NULL,
    "span" INTEGER NOT NULL,
    "starts_at" TIMESTAMPTZ(0) NOT NULL,
    "slot" SMALLINT NOT NULL,
    "successes" INTEGER NOT NULL,
    "failures" INTEGER NOT NULL,
    "retries" INTEGER NOT NULL,

    CONSTRAINT "attempt_figures_pkey" PRIMARY KEY ("integration_id","span","starts_at","slot")
);

-- CreateTable
CREATE TABLE "last_failures" (
    "integration_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "cause" TEXT,
    "delivery_id" UUID NOT NULL,

    CONSTRAINT "last_failures_pkey" PRIMARY KEY ("integration_id")
);

-- CreateIndex
CREATE INDEX "attempt_figures_span_starts_at_idx" ON "attempt_figures"("span", "starts_at");

-- CreateIndex
CREATE INDEX "last_failures_at_idx" ON "last_failures"("at");

-- Which integrations fail is asked without reading those that do not
CREATE INDEX "attempt_figures_failing_idx" ON "attempt_figures"("span", "starts_at") WHERE "failures" > 0;
