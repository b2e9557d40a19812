import type { Metadata } from "next";
import { Passkeys } from "#components/account/passkeys.tsx";
import { PasswordForm } from "#components/account/password-form.tsx";
import { roleLabel } from "#components/account/roles.ts";
import { SignOutButton } from "#components/account/sign-out-button.tsx";
import { TwoFactor } from "#components/account/two-factor.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { page } from "#lib/auth/page.ts";
import { can } from "#lib/auth/permissions.ts";
import { requireAccounts } from "#lib/auth/require-accounts.ts";
import { listPasskeys } from "#lib/db/users/passkeys.ts";
import { findSecondStep } from "#lib/db/users/two-factor.ts";

export const metadata: Metadata = { title: "Your account" };
export const dynamic = "force-dynamic";

export default page("account", async function AccountPage(_props: PageProps<"/account">, user) {
  requireAccounts();
  const id = user.id ?? "";
  const [{ isOn, hasPassword }, passkeys] = await Promise.all([findSecondStep(id), listPasskeys(id)]);
  return (
    <>
      <PageHeader
        title={user.name}
        description={roleLabel(user.role)}
        actions={
          <>
            <ButtonLink href="/keys">API keys</ButtonLink>
            {can(user, "admin") && <ButtonLink href="/users">Users</ButtonLink>}
          </>
        }
      />
      <div className="space-y-8">
        <SignOutButton />
        {hasPassword && (
          <>
            <section aria-labelledby="password" className="space-y-3">
              <h2 id="password" className="font-semibold">
                Password
              </h2>
              <PasswordForm />
            </section>
            <section aria-labelledby="two-factor" className="space-y-3">
              <h2 id="two-factor" className="font-semibold">
                Two-factor sign-in
              </h2>
              <TwoFactor isOn={isOn} />
            </section>
          </>
        )}
        <section aria-labelledby="passkeys" className="space-y-3">
          <h2 id="passkeys" className="font-semibold">
            Passkeys
          </h2>
          <Passkeys passkeys={passkeys} hasPassword={hasPassword} />
        </section>
      </div>
    </>
  );
});
