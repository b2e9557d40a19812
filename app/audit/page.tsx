import { Download, ScrollText } from "lucide-react";
import type { Metadata } from "next";
import { createLoader, createSerializer, parseAsString } from "nuqs/server";
import { AuditFilters } from "#components/audit/audit-filters.tsx";
import { AuditRow } from "#components/audit/audit-row.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { buttonStyle } from "#components/ui/button-style.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { page } from "#lib/auth/page.ts";
import { listAudit } from "#lib/db/audit.ts";
import { listUserNames } from "#lib/db/users/users.ts";
import { env } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";
import { type AuditQuery, auditQuerySchema } from "#lib/schemas/audit.ts";

export const metadata: Metadata = { title: "Audit log" };
export const dynamic = "force-dynamic";

const auditParams = {
  user: parseAsString,
  action: parseAsString,
  from: parseAsString,
  to: parseAsString,
  cursor: parseAsString,
};
const loadParams = createLoader(auditParams);
const serialize = createSerializer(auditParams);

/** Where the address holds what can't be understood: everything, and a problem to show. */
async function readAudit(params: Awaited<ReturnType<typeof loadParams>>) {
  const given = Object.fromEntries(Object.entries(params).filter(([, value]) => value));
  const { data, error } = auditQuerySchema.safeParse(given);
  const all: AuditQuery = auditQuerySchema.parse({});
  if (!data) return { query: all, found: await listAudit(all), problem: error.issues[0]?.message ?? "" };
  try {
    return { query: data, found: await listAudit(data) };
  } catch (caught) {
    if (!(caught instanceof AppError)) throw caught;
    return { query: all, found: await listAudit(all), problem: caught.message };
  }
}

export default page("admin", async function AuditPage({ searchParams }: PageProps<"/audit">) {
  const [{ query, found, problem }, users] = await Promise.all([
    readAudit(await loadParams(searchParams)),
    listUserNames(),
  ]);
  const { cursor, limit: _limit, ...filter } = query;
  return (
    <>
      <PageHeader
        title="Audit log"
        description={`Who did what, when and from where, in the last ${env().AUDIT_DAYS} days. Days are in UTC.`}
        actions={
          <a href={serialize("/api/audit/audit.csv", filter)} download className={buttonStyle({})}>
            <Download className="size-4" aria-hidden />
            Download CSV
          </a>
        }
      />
      <div className="space-y-4">
        <AuditFilters filter={filter} users={users.map(({ id, name }) => ({ value: id, label: name }))} />
        {problem && <FormAlert message={`${problem} This is the whole log.`} />}
        <section aria-label="Entries" className="rounded-lg border bg-surface">
          {found.entries.length === 0 ? (
            <EmptyState icon={<ScrollText className="size-6" aria-hidden />} title="No entries" />
          ) : (
            <ul>
              {found.entries.map((entry) => (
                <AuditRow key={entry.id} entry={entry} />
              ))}
            </ul>
          )}
        </section>
        <Pager
          previousLabel="First page"
          previous={cursor ? serialize("/audit", filter) : null}
          next={found.nextCursor && serialize("/audit", { ...filter, cursor: found.nextCursor })}
        />
      </div>
    </>
  );
});
