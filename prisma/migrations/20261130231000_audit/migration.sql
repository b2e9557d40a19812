-- What users did. Rows are added, and removed when they are old, but never changed. They have no foreign key: they outlive the user.
CREATE TABLE "AuditEntry" (
  "id" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "userId" TEXT,
  "userName" TEXT,
  "keyName" TEXT,
  "address" TEXT,
  "action" TEXT NOT NULL,
  "target" TEXT,
  "outcome" TEXT NOT NULL,
  "details" JSONB NOT NULL,
  CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "AuditEntry_at_id_idx" ON "AuditEntry"("at", "id");
CREATE INDEX "AuditEntry_action_at_id_idx" ON "AuditEntry"("action", "at", "id");
CREATE INDEX "AuditEntry_userId_action_at_id_idx" ON "AuditEntry"("userId", "action", "at", "id");
CREATE INDEX "AuditEntry_userId_at_id_idx" ON "AuditEntry"("userId", "at", "id");

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'entries of the audit log are not changed';
END $$;
CREATE TRIGGER "AuditEntry_unchanged" BEFORE UPDATE ON "AuditEntry" FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
