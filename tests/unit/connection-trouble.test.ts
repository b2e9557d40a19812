import { expect, test } from "vitest";
import { comesLater, connectionTrouble, plainUrl } from "#lib/db/connection/no-connection.ts";

const URL_WITH_PASSWORD = "postgresql://app:secret@db.example:5433/shop";
const errorOf = (code: string, message = code) => Object.assign(new Error(message), code ? { code } : {});

test.each<[string, Error, boolean, string]>([
  ["nobody listens", errorOf("ECONNREFUSED"), true, "no connection to db.example:5433 (ECONNREFUSED): check that"],
  ["the name is unknown", errorOf("ENOTFOUND"), true, "no connection to db.example:5433 (ENOTFOUND)"],
  ["it is starting", errorOf("57P03", "the database system is starting up"), true, "(57P03)"],
  ["nothing answers", errorOf("", "timeout expired"), true, "(timeout expired)"],
  ["no such database", errorOf("3D000"), false, "the server at db.example:5433 has no database shop: create it"],
  ["a wrong password", errorOf("28P01"), false, "refuses the password of user app"],
  [
    "no password",
    errorOf("", "SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string"),
    false,
    "asks for the password of user app: put it into the address",
  ],
  ["an unknown user", errorOf("28000", 'role "app" does not exist'), false, "does not let user app connect to shop"],
  [
    "TLS only",
    errorOf("28000", 'no pg_hba.conf entry for host "127.0.0.1", user "app", database "shop", no encryption'),
    false,
    "takes encrypted connections only: add sslmode=require",
  ],
  ["its own certificate", errorOf("DEPTH_ZERO_SELF_SIGNED_CERT"), false, "is from no known authority"],
  ["another name", errorOf("ERR_TLS_CERT_ALTNAME_INVALID"), false, "is not for db.example:5433: add sslrootcert="],
  ["no TLS", errorOf("", "The server does not support SSL connections"), false, "take sslmode out of the address"],
])("says in one line that names the setting: %s", (_what, error, later, words) => {
  const line = connectionTrouble(error, "DIRECT_DATABASE_URL", URL_WITH_PASSWORD);
  expect(line).toContain(words);
  expect(line).toMatch(/^DIRECT_DATABASE_URL: [^\n]+\.$/);
  expect(line).not.toContain("secret");
  expect(comesLater(error)).toBe(later);
});

test("asks node-postgres for what it does with sslmode=require, without its warning", () => {
  const at = (query: string) => plainUrl(`postgresql://app@db/shop${query}`);
  expect(at("?sslmode=require")).toBe("postgresql://app@db/shop?sslmode=verify-full");
  for (const query of ["", "?sslmode=no-verify", "?sslmode=require&uselibpqcompat=true"])
    expect(at(query)).toBe(`postgresql://app@db/shop${query}`);
});
