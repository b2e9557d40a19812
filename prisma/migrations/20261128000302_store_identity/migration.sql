-- The id of the store that the keys in this database are about; the store holds the same. Unconfirmed until it was seen there.
CREATE TABLE "StoreIdentity" (
    "id" INTEGER NOT NULL DEFAULT 1 CHECK ("id" = 1),
    "storeId" TEXT NOT NULL,
    "confirmedAt" TIMESTAMPTZ(3),

    CONSTRAINT "StoreIdentity_pkey" PRIMARY KEY ("id")
);

-- What the processes of a fleet do once in a while, one of them each time.
CREATE TABLE "Task" (
    "name" TEXT NOT NULL,
    "lastRunAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Task_pkey" PRIMARY KEY ("name")
);
