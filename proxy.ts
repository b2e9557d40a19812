import type { NextRequest } from "next/server";
import { env, listensOnLoopback } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";
import { problemResponse } from "#lib/http/problem.ts";
import { foreignRequest } from "#lib/http/same-origin.ts";

/** Refuses pages to foreign hosts. The API does it in `route()`: what passes here has its body held in memory. */
export function proxy(request: NextRequest): Response | undefined {
  const reason = listensOnLoopback(env()) ? foreignRequest(request) : null;
  return reason ? problemResponse(new AppError("foreign_origin", reason)) : undefined;
}

export const config = { matcher: "/((?!api/).*)" };
