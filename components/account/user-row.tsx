"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { NewLink } from "#components/account/new-link.tsx";
import { ROLES, roleLabel } from "#components/account/roles.ts";
import { Button } from "#components/ui/button.tsx";
import { plural } from "#components/ui/count.ts";
import { DeleteDialog } from "#components/ui/delete-dialog.tsx";
import { Select } from "#components/ui/select.tsx";
import { Ago } from "#components/ui/time.tsx";
import { useCommand } from "#components/ui/use-command.ts";
import { command, send } from "#lib/api-client.ts";
import type { InviteLink, inviteLinkSchema, UserRow as Row } from "#lib/schemas/user.ts";

function Facts({ user: { email, sessions, lastSeenAt, twoFactor, passkeys } }: { user: Row }) {
  return (
    <p className="flex flex-wrap gap-x-2 text-muted text-xs">
      <span className="break-all">{email}</span>
      <span>{lastSeenAt === null ? "not signed in" : plural(sessions, "session")}</span>
      {lastSeenAt && (
        <span>
          last seen <Ago value={lastSeenAt} />
        </span>
      )}
      {twoFactor && <span>two-factor</span>}
      {passkeys > 0 && <span>{plural(passkeys, "passkey")}</span>}
    </p>
  );
}

type ControlsProps = {
  user: Row;
  onLink: (link: InviteLink) => void;
  onRemove: () => void;
};

function Controls({ user: { id, name, role, sessions, twoFactor, passkeys }, onLink, onRemove }: ControlsProps) {
  const router = useRouter();
  const change = useCommand((work: () => Promise<unknown>) => work(), {
    failure: `Couldn't change ${name}.`,
    onDone: () => router.refresh(),
  });
  const run = (work: () => Promise<unknown>) => void change.run(work);
  const makeLink = async () => onLink(await send<typeof inviteLinkSchema>(`/api/users/${id}/password-link`, {}));
  return (
    <>
      <Select
        label={`Role of ${name}`}
        hideLabel
        value={role}
        options={ROLES}
        onValueChange={(value) => run(() => send(`/api/users/${id}`, { role: value }, { method: "PATCH" }))}
        className="basis-32"
      />
      <Button size="sm" onClick={() => run(makeLink)} aria-label={`Reset password of ${name}`}>
        Reset password
      </Button>
      {(twoFactor || passkeys > 0) && (
        <Button
          size="sm"
          onClick={() => run(() => command(`/api/users/${id}/reset-two-factor`))}
          aria-label={`Turn off two-factor sign-in of ${name}, and remove the passkeys`}
        >
          Reset two-factor
        </Button>
      )}
      {sessions > 0 && (
        <Button
          size="sm"
          onClick={() => run(() => command(`/api/users/${id}/end-sessions`))}
          aria-label={`Sign out ${name} everywhere`}
        >
          Sign out
        </Button>
      )}
      <Button size="sm" variant="ghost" onClick={onRemove} aria-label={`Remove ${name}`}>
        Remove
      </Button>
    </>
  );
}

/** `isSelf`: nobody removes or demotes themselves by mistake. */
export function UserRow({ user, isSelf }: { user: Row; isSelf: boolean }) {
  const { id, name, role } = user;
  const router = useRouter();
  const [link, setLink] = useState<InviteLink | null>(null);
  const [removing, setRemoving] = useState(false);
  return (
    <li className="space-y-2 border-t px-3 py-3 first:border-t-0 sm:px-4">
      <div className="flex flex-wrap items-center gap-3">
        <div className="min-w-0 flex-1 basis-56">
          <p className="break-words font-medium">{isSelf ? `${name} (you)` : name}</p>
          <Facts user={user} />
        </div>
        {isSelf ? (
          <span>{roleLabel(role)}</span>
        ) : (
          <Controls user={user} onLink={setLink} onRemove={() => setRemoving(true)} />
        )}
      </div>
      {link && <NewLink link={link} text={`Send this link to ${name}. It sets a new password, once.`} />}
      <DeleteDialog
        open={removing}
        onClose={() => setRemoving(false)}
        title={`Remove ${name}?`}
        consequences={`${name} is signed out and can't sign in any more. Jobs and decisions keep the name.`}
        path={`/api/users/${id}`}
        confirmLabel="Remove user"
        success={`Removed ${name}.`}
        failure={`Couldn't remove ${name}.`}
        onDeleted={() => router.refresh()}
      />
    </li>
  );
}
