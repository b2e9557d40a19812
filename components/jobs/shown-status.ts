import { parseAsStringLiteral } from "nuqs";

const SHOWN_STATUSES = ["COMPLETED", "FAILED", "CANCELLED"] as const;
export type ShownStatus = (typeof SHOWN_STATUSES)[number];

export const parseShownStatus = parseAsStringLiteral(SHOWN_STATUSES);
