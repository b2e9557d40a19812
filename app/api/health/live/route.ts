export const dynamic = "force-dynamic";

/** Says only that the process answers: for those who restart it where it does not. */
export const GET = () => Response.json({ status: "ok" });
