-- Queries here take milliseconds. Where a table has just been filled, the planner takes them for long ones and compiles them,
-- which takes a tenth of a second each time.
DO $$ BEGIN
  EXECUTE format('ALTER DATABASE %I SET jit TO off', current_database());
END $$;
