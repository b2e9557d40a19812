import type { Metadata } from "next";
import { PageHeader } from "#components/layout/page-header.tsx";
import { NewProduct } from "#components/products/edit/new-product.tsx";
import { page } from "#lib/auth/page.ts";

export const metadata: Metadata = { title: "New product" };

export default page("catalog", function NewProductPage() {
  return (
    <>
      <PageHeader title="New product" back={{ href: "/dashboard", label: "Dashboard" }} />
      <NewProduct />
    </>
  );
});
