import { AppError } from "#lib/errors.ts";

/** Those of 12 characters or more in lists of leaked passwords, without the digits and signs around them. */
const COMMON = new Set([
  "passwordpassword",
  "passwordpass",
  "mypassword",
  "yourpassword",
  "administrator",
  "iloveyouforever",
  "iloveyousomuch",
  "qwertyqwerty",
  "qwertyuiop",
  "qwertyuiopasdfghjkl",
  "asdfghjkl",
  "asdfghjklzxcvbnm",
  "zxcvbnm",
  "zaqxswcde",
  "letmein",
  "letmeinplease",
  "welcome",
  "changeme",
  "changemenow",
  "trustno",
  "password",
  "passw0rd",
  "p@ssword",
  "p@ssw0rd",
  "admin",
  "adminadmin",
  "superman",
  "football",
  "baseball",
  "basketball",
  "sunshine",
  "princess",
  "liverpool",
  "manchesterunited",
  "correcthorsebatterystaple",
  "amazon",
  "seller",
  "packshot",
  "",
]);
const MIN_DISTINCT = 5;
const RUN = "0123456789012345678909876543210987654321abcdefghijklmnopqrstuvwxyz";

function isCommon(password: string, own: string[]): boolean {
  const lower = password.toLowerCase();
  const core = lower.replace(/^[\d\W_]+|[\d\W_]+$/g, "");
  const names = own.map((text) => text.toLowerCase()).flatMap((text) => [text, ...text.split(/[\s@]+/)]);
  return new Set(lower).size < MIN_DISTINCT || RUN.includes(lower) || COMMON.has(core) || names.includes(core);
}

/** Throws a 422 `AppError`. `own`: name and address of the user. */
export function requireGoodPassword(password: string, own: string[], path: string): void {
  if (!isCommon(password, own)) return;
  const message = "This password is easy to guess. Use a longer phrase.";
  throw new AppError("unprocessable", message, { fields: [{ path, message }] });
}
