import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { POST as invite } from "#app/api/invites/route.ts";
import { POST as passwordLink } from "#app/api/users/[id]/password-link/route.ts";
import { env } from "#lib/env.ts";
import { log } from "#lib/log.ts";
import { inviteLinkSchema } from "#lib/schemas/user.ts";
import { pageRequest, signedIn, useAccounts } from "#tests/support/accounts.ts";
import { useDatabase } from "#tests/support/app.ts";
import { answer, context } from "#tests/support/request.ts";

useAccounts();
useDatabase();

const mails: { to: string[]; text: string }[] = [];
let refuses = false;
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  onRcptTo: (_to, _session, done) => done(refuses ? new Error("no such box") : null),
  onData(stream, session, done) {
    let text = "";
    stream.on("data", (part: Buffer) => {
      text += part.toString();
    });
    stream.on("end", () => {
      mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), text: text.replace(/=\r\n/g, "") });
      done();
    });
  },
});

beforeAll(async () => {
  const port = await new Promise<number>((resolve) => {
    const listening = server.listen(0, "127.0.0.1", () => {
      const address = listening.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    });
  });
  Object.assign(env(), { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: "packshot@example.com" });
});
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

async function inviteBob() {
  const { cookie } = await signedIn("ADMIN");
  const body = { email: "bob@example.com", role: "EDITOR" };
  return answer(await invite(pageRequest("/api/invites", body, { cookie }), {}), 201, inviteLinkSchema);
}

test("an invite and a link for a password are mailed to whom they are for", async () => {
  const { url, mailed } = await inviteBob();
  expect([mailed, mails.length, mails[0]?.to]).toEqual([true, 1, ["bob@example.com"]]);
  expect(mails[0]?.text).toContain("From: packshot@example.com");
  expect(mails[0]?.text).toContain("admin invites you to Packshot.");
  expect(mails[0]?.text).toContain(url);
  const { cookie } = await signedIn("ADMIN");
  const { user } = await signedIn("VIEWER");
  const made = await passwordLink(pageRequest("/api/x", {}, { cookie }), context({ id: user.id }));
  const link = await answer(made, 201, inviteLinkSchema);
  expect([link.mailed, mails[1]?.to]).toEqual([true, [user.email]]);
  expect(mails[1]?.text).toContain(link.url);
});

test("a mail server that refuses prevents no invite: the answer says so", async () => {
  refuses = true;
  const logged = vi.spyOn(log(), "error").mockReturnValue();
  const { url, mailed } = await inviteBob();
  expect([mailed, url]).toEqual([false, expect.stringContaining("/invite/")]);
  expect(logged).toHaveBeenCalledWith(expect.anything(), "couldn't send a mail");
});
