"use client";

import { createContext, type ReactNode, useContext, useMemo } from "react";
import type { ShownProduct } from "#components/products/filters.tsx";
import type { ProductFilter } from "#lib/schemas/product.ts";

type Shown = { products: readonly ShownProduct[]; filter: ProductFilter };

const ShownContext = createContext<Shown>({ products: [], filter: {} });

export function ShownProducts({ products, filter, children }: Shown & { children: ReactNode }) {
  const shown = useMemo(() => ({ products, filter }), [products, filter]);
  return <ShownContext value={shown}>{children}</ShownContext>;
}

export const useShownProducts = () => useContext(ShownContext);
