import type { Metadata } from "next";
import { InviteRow } from "#components/account/invite-row.tsx";
import { InviteUser } from "#components/account/invite-user.tsx";
import { UserRow } from "#components/account/user-row.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { page } from "#lib/auth/page.ts";
import { requireAccounts } from "#lib/auth/require-accounts.ts";
import { listUsers } from "#lib/db/users/users.ts";

export const metadata: Metadata = { title: "Users" };
export const dynamic = "force-dynamic";

export default page("admin", async function UsersPage(_props: PageProps<"/users">, self) {
  requireAccounts();
  const { users, invites } = await listUsers();
  return (
    <>
      <PageHeader
        title="Users"
        description="Who may sign in, and what they may do."
        actions={<ButtonLink href="/audit">Audit log</ButtonLink>}
      />
      <div className="space-y-6">
        <section aria-labelledby="invite" className="space-y-3">
          <h2 id="invite" className="font-semibold">
            Invite a user
          </h2>
          <InviteUser />
        </section>
        <section aria-label="Users" className="rounded-lg border bg-surface">
          <ul>
            {users.map((user) => (
              <UserRow key={user.id} user={user} isSelf={user.id === self.id} />
            ))}
          </ul>
        </section>
        {invites.length > 0 && (
          <section aria-labelledby="invites" className="space-y-2">
            <h2 id="invites" className="font-semibold">
              Open invites
            </h2>
            <ul className="rounded-lg border bg-surface">
              {invites.map((invite) => (
                <InviteRow key={invite.id} invite={invite} />
              ))}
            </ul>
          </section>
        )}
      </div>
    </>
  );
});
