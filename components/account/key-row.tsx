"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { DeleteDialog } from "#components/ui/delete-dialog.tsx";
import { Ago, DateTime } from "#components/ui/time.tsx";
import type { ApiKey } from "#lib/schemas/api-key.ts";

type KeyRowProps = {
  apiKey: ApiKey;
  isExpired: boolean;
  /** Where keys of several users are shown. */
  showUser: boolean;
};

function Facts({
  apiKey: { start, user, permissions, createdAt, expiresAt, lastUsedAt },
  isExpired,
  showUser,
}: KeyRowProps) {
  return (
    <p className="flex flex-wrap gap-x-3 text-muted text-xs">
      <span className="font-mono">{start}…</span>
      {showUser && <span className="break-words">of {user.name}</span>}
      <span>{permissions.join(", ")}</span>
      <span>
        created <DateTime value={createdAt} />
      </span>
      <span>
        {expiresAt === null ? (
          "never expires"
        ) : (
          <>
            {isExpired ? "expired" : "expires"} <DateTime value={expiresAt} />
          </>
        )}
      </span>
      <span>
        {lastUsedAt === null ? (
          "never used"
        ) : (
          <>
            used <Ago value={lastUsedAt} />
          </>
        )}
      </span>
    </p>
  );
}

export function KeyRow(props: KeyRowProps) {
  const { id, name } = props.apiKey;
  const router = useRouter();
  const [revoking, setRevoking] = useState(false);
  return (
    <li className="flex flex-wrap items-center gap-3 border-t px-3 py-3 first:border-t-0 sm:px-4">
      <div className="min-w-0 flex-1 basis-56">
        <p className="break-words font-medium">
          {name} {props.isExpired && <Badge tone="warn">expired</Badge>}
        </p>
        <Facts {...props} />
      </div>
      <Button size="sm" variant="ghost" onClick={() => setRevoking(true)} aria-label={`Revoke ${name}`}>
        Revoke
      </Button>
      <DeleteDialog
        open={revoking}
        onClose={() => setRevoking(false)}
        title={`Revoke the key “${name}”?`}
        consequences="Scripts that use it are refused at once. This can't be undone."
        path={`/api/keys/${id}`}
        confirmLabel="Revoke key"
        success={`Revoked the key “${name}”.`}
        failure={`Couldn't revoke “${name}”.`}
        onDeleted={() => router.refresh()}
      />
    </li>
  );
}
