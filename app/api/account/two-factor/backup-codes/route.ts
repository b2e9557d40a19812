import { newBackupCodes } from "#lib/auth/two-factor.ts";
import { readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { passwordSchema } from "#lib/schemas/user.ts";

export const POST = route("account", async (request, _context, user) => {
  const { password } = await readJson(request, passwordSchema);
  return Response.json({ backupCodes: await newBackupCodes(user, password, request.headers) }, { status: 201 });
});
