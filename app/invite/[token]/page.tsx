import type { Metadata } from "next";
import { AccountPanel } from "#components/account/account-panel.tsx";
import { InviteForm } from "#components/account/invite-form.tsx";
import { roleLabel } from "#components/account/roles.ts";
import { readInvite } from "#lib/auth/invites.ts";
import { requireAccounts } from "#lib/auth/require-accounts.ts";

export const metadata: Metadata = { title: "Invite", robots: { index: false } };
export const dynamic = "force-dynamic";

export default async function InvitePage({ params }: PageProps<"/invite/[token]">) {
  requireAccounts();
  const { token } = await params;
  const invite = await readInvite(token);
  if (!invite)
    return (
      <AccountPanel
        title="This link doesn't work any more"
        text="It has expired or was used already. Ask an admin for another one."
      >
        {null}
      </AccountPanel>
    );
  const { email, role, user } = invite;
  const texts = user
    ? { title: "Set a new password", text: `For ${email}.` }
    : {
        title: "Create your account",
        text: email ? `For ${email}, as ${roleLabel(role)}.` : "You become the first admin.",
      };
  return (
    <AccountPanel {...texts}>
      <InviteForm token={token} email={email} name={user?.name ?? null} />
    </AccountPanel>
  );
}
