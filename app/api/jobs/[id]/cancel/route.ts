import { commandRoute } from "#app/api/jobs/[id]/command-route.ts";

export const POST = commandRoute("cancel");
