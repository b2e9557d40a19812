"use client";

import { useRouter } from "next/navigation";
import { roleLabel } from "#components/account/roles.ts";
import { Button } from "#components/ui/button.tsx";
import { DateTime } from "#components/ui/time.tsx";
import { useCommand } from "#components/ui/use-command.ts";
import { remove } from "#lib/api-client.ts";
import type { InviteRow as Row } from "#lib/schemas/user.ts";

export function InviteRow({ invite: { id, email, role, expiresAt } }: { invite: Row }) {
  const router = useRouter();
  const withdrawal = useCommand(() => remove(`/api/invites/${id}`), {
    success: "Invite withdrawn.",
    failure: "Couldn't withdraw the invite.",
    onDone: () => router.refresh(),
  });
  return (
    <li className="flex flex-wrap items-center gap-3 border-t px-3 py-3 first:border-t-0 sm:px-4">
      <div className="min-w-0 flex-1 basis-56">
        <p className="break-all font-medium">{email}</p>
        <p className="text-muted text-xs">
          {roleLabel(role)}, expires <DateTime value={expiresAt} />
        </p>
      </div>
      <Button
        size="sm"
        variant="ghost"
        aria-disabled={withdrawal.busy}
        onClick={() => void withdrawal.run()}
        aria-label={`Withdraw the invite of ${email}`}
      >
        Withdraw
      </Button>
    </li>
  );
}
