-- Prisma sends times without a zone: in a session of another zone than UTC they are wrong by its offset. A new database has the
-- zone of the machine that ran initdb. Set here, because a pooler may drop what a client asks for. Sessions that are open keep theirs.
DO $set$
BEGIN
  EXECUTE format('ALTER DATABASE %I SET TimeZone TO ''UTC''', current_database());
END
$set$;
