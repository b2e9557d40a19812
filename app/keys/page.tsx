import { KeyRound } from "lucide-react";
import type { Metadata } from "next";
import { KeyRow } from "#components/account/key-row.tsx";
import { NewKeyForm } from "#components/account/new-key-form.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { findApiKeys } from "#lib/auth/api-keys.ts";
import { page } from "#lib/auth/page.ts";
import { can } from "#lib/auth/permissions.ts";
import { requireAccounts } from "#lib/auth/require-accounts.ts";
import { keyPermissionSchema } from "#lib/schemas/api-key.ts";

export const metadata: Metadata = { title: "API keys" };
export const dynamic = "force-dynamic";

export default page("account", async function KeysPage(_props: PageProps<"/keys">, user) {
  requireAccounts();
  const keys = await findApiKeys(user);
  const now = new Date().toISOString();
  const showUser = can(user, "admin");
  return (
    <>
      <PageHeader
        title="API keys"
        description="Scripts send a key as Authorization: Bearer, and may do what it allows, as you."
      />
      <div className="space-y-6">
        <section aria-labelledby="new-key" className="space-y-3">
          <h2 id="new-key" className="font-semibold">
            Create a key
          </h2>
          <NewKeyForm allowed={keyPermissionSchema.options.filter((permission) => can(user, permission))} />
        </section>
        <section aria-label="Keys" className="rounded-lg border bg-surface">
          {keys.length === 0 ? (
            <EmptyState
              icon={<KeyRound className="size-6" aria-hidden />}
              title="No API keys"
              text="A key that you create is listed here until you revoke it."
            />
          ) : (
            <ul>
              {keys.map((apiKey) => (
                <KeyRow
                  key={apiKey.id}
                  apiKey={apiKey}
                  isExpired={apiKey.expiresAt !== null && apiKey.expiresAt < now}
                  showUser={showUser}
                />
              ))}
            </ul>
          )}
        </section>
      </div>
    </>
  );
});
