-- What a person has set for the whole installation, in one row. Null: the default of the environment.
CREATE TABLE "Settings" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "budgetDayMicros" BIGINT,
    "budgetMonthMicros" BIGINT,
    "model" TEXT,

    CONSTRAINT "Settings_pkey" PRIMARY KEY ("id")
);
