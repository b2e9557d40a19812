"use client";

import { Pencil } from "lucide-react";
import { useState } from "react";
import { ProductForm } from "#components/products/edit/product-form.tsx";
import { useProductSaved } from "#components/products/edit/use-product.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { toast } from "#components/ui/toast.ts";
import type { Product } from "#lib/schemas/product.ts";

/** Id of the button that opens the form: it gets the focus when something next to it disappears. */
export const EDIT_PRODUCT = "edit-product";

export function EditProduct({ product }: { product: Product }) {
  const [open, setOpen] = useState(false);
  const tell = useProductSaved();
  function finish(saved: Product) {
    tell(saved);
    setOpen(false);
    toast.success("Product saved.");
  }
  return (
    <>
      <Button id={EDIT_PRODUCT} onClick={() => setOpen(true)}>
        <Pencil className="size-4" aria-hidden />
        Edit
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title="Edit product" size="lg">
        <ProductForm product={product} onSaved={finish} onCancel={() => setOpen(false)} />
      </Dialog>
    </>
  );
}
