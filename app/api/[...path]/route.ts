import { notFound } from "#lib/errors.ts";
import { route } from "#lib/http/route.ts";

const unknown = route("read", async () => {
  throw notFound("address");
});

export { unknown as DELETE, unknown as GET, unknown as PATCH, unknown as POST, unknown as PUT };
