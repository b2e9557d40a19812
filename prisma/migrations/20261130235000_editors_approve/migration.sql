-- May editors approve and reject images?
ALTER TABLE "Settings" ADD COLUMN "editorsApprove" BOOLEAN NOT NULL DEFAULT false;
