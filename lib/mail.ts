import "server-only";
import { createTransport } from "nodemailer";
import { env } from "#lib/env.ts";
import { log } from "#lib/log.ts";

const TIMEOUT_MS = 10_000;

type Mail = { to: string; subject: string; text: string };

/** Null where no mail server is set; false where it did not take the mail, of which the log has the reason. */
export async function sendMail(mail: Mail): Promise<boolean | null> {
  const { SMTP_URL, MAIL_FROM } = env();
  if (!SMTP_URL) return null;
  const limits = { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS };
  const transport = createTransport({ url: SMTP_URL, ...limits });
  try {
    await transport.sendMail({ ...mail, from: MAIL_FROM, disableFileAccess: true, disableUrlAccess: true });
    return true;
  } catch (error) {
    log().error({ err: error }, "couldn't send a mail");
    return false;
  } finally {
    transport.close();
  }
}
