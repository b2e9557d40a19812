"use client";

import useSWR from "swr";
import { imagesPerProduct } from "#components/shots/images-per-product.ts";
import { Select } from "#components/ui/select.tsx";
import { SHOT_LISTS } from "#components/ui/swr-keys.ts";
import { api } from "#lib/api-client.ts";
import type { ShotList, shotListsSchema } from "#lib/schemas/shot-list.ts";

export function UseShotList({ onChoose }: { onChoose: (list: ShotList) => void }) {
  const { data } = useSWR(SHOT_LISTS, () => api<typeof shotListsSchema>(SHOT_LISTS));
  const lists = data?.shotLists ?? [];
  return (
    <Select
      label="Use shot list"
      hideLabel
      placeholder={data && lists.length === 0 ? "No shot lists yet" : "Use shot list"}
      className="w-44"
      value={null}
      disabled={lists.length === 0}
      options={lists.map(({ id, name, shots }) => ({ value: id, label: name, detail: imagesPerProduct(shots) }))}
      onValueChange={(chosen) => {
        const list = lists.find(({ id }) => id === chosen);
        if (list) onChoose(list);
      }}
    />
  );
}
