"use client";

import useSWR from "swr";
import { plural } from "#components/ui/count.ts";
import { imageCostPath } from "#components/ui/swr-keys.ts";
import { api } from "#lib/api-client.ts";
import type { ImageCost as Cost, imageCostSchema } from "#lib/schemas/cost.ts";
import { usdText } from "#lib/schemas/money.ts";

function inWords({ calls, settledUsd, maybeUsd, demo }: Cost): string {
  if (calls === 0) return "$0.00, no call was made";
  const maybe = maybeUsd > 0 ? `, maybe ${usdText(maybeUsd)} more` : "";
  return `${usdText(settledUsd)}${maybe} in ${plural(calls, "call")}${demo ? " (demo)" : ""}`;
}

/** What the calls for one image cost. */
export function ImageCost({ imageId }: { imageId: string }) {
  const { data, error } = useSWR(imageCostPath(imageId), (path) => api<typeof imageCostSchema>(path));
  if (data) return inWords(data);
  return error ? "Couldn't be loaded" : "…";
}
