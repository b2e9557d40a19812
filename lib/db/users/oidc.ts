import "server-only";
import { record } from "#lib/db/audit.ts";
import { isUniqueViolation, type Transaction, transaction } from "#lib/db/client.ts";
import type { OidcFailure, Role } from "#lib/schemas/user.ts";

export type OidcPerson = {
  issuer: string;
  /** The same for ever, while an address may change hands. */
  subject: string;
  /** Null where the provider doesn't vouch for it. */
  email: string | null;
  name: string;
  /** Of a new user. */
  role: Role;
  /** An invite has a role as well: does that of the provider count more? */
  isRoleGiven: boolean;
  /** Without an invite. */
  mayJoin: boolean;
};

export type Admission = { userId: string } | { refused: OidcFailure };

async function join(tx: Transaction, email: string, person: OidcPerson): Promise<Admission> {
  const [invite] = await tx.invite.findMany({ where: { email, userId: null, expiresAt: { gt: new Date() } } });
  if (!invite && !person.mayJoin) return { refused: "not-allowed" };
  const role = invite && !person.isRoleGiven ? invite.role : person.role;
  await tx.invite.deleteMany({ where: { email, userId: null } });
  const { id } = await tx.user.create({
    data: { email, name: person.name || email, role, emailVerified: true },
    select: { id: true },
  });
  await record("user.create", { target: id, details: { email, role }, user: { id, name: person.name || email } }, tx);
  return { userId: id };
}

async function admit(tx: Transaction, person: OidcPerson): Promise<Admission> {
  const providerId_accountId = { providerId: person.issuer, accountId: person.subject };
  const account = await tx.account.findUnique({ where: { providerId_accountId }, select: { userId: true } });
  if (account) return account;
  const { email } = person;
  if (email === null) return { refused: "unverified" };
  const user = await tx.user.findUnique({ where: { email }, select: { id: true } });
  const admission = user ? { userId: user.id } : await join(tx, email, person);
  if ("userId" in admission)
    await tx.account.create({ data: { ...providerId_accountId, userId: admission.userId }, select: { id: true } });
  return admission;
}

/** The user whom the provider means: known by the subject, else by the verified address, else a new one. */
export async function admitOidcUser(person: OidcPerson): Promise<Admission> {
  const once = () => transaction((tx) => admit(tx, person));
  // Signed in twice at once: the other one has created the user.
  return once().catch((error: unknown) => {
    if (isUniqueViolation(error)) return once();
    throw error;
  });
}
