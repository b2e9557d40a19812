import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { buttonStyle } from "#components/ui/button-style.ts";

const COLUMNS = [
  ["sku", "Your own product number. Each row needs an ASIN or a SKU."],
  ["asin", "Ten letters and digits."],
  ["title", "The product's name. Without one, a new product is named after its ASIN."],
  ["category", "For filters, and for {{category}} in prompts."],
  ["variant", "Amazon's image slot: MAIN, PT01 to PT99, SWCH … Without this column, every photo is MAIN."],
  ["image", "A path inside the zip, or links."],
] as const;

function Layout({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="min-w-0 space-y-3 rounded-lg border bg-surface p-4">
      <h2 className="font-semibold">{title}</h2>
      {children}
    </section>
  );
}

const Code = ({ children }: { children: string }) => (
  <code className="break-words rounded bg-hover px-1 py-0.5 font-mono text-xs">{children}</code>
);

function SampleLinks({ samples }: { samples: [href: string, name: string][] }) {
  return (
    <div className="flex flex-wrap gap-2">
      {samples.map(([href, name]) => (
        <a key={href} href={href} download className={buttonStyle({ size: "sm" })}>
          <Download className="size-4" aria-hidden />
          {name}
        </a>
      ))}
    </div>
  );
}

function OneRowPerPhoto() {
  return (
    <Layout title="A sheet with one row per photo">
      <p className="text-muted">
        A <Code>catalog.csv</Code> in a zip with its photos, or a CSV alone whose photos are links. Without photos, it
        only creates or updates products.
      </p>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1">
        {COLUMNS.map(([name, meaning]) => (
          <div key={name} className="contents">
            <dt>
              <Code>{name}</Code>
            </dt>
            <dd className="text-muted">{meaning}</dd>
          </div>
        ))}
      </dl>
      <SampleLinks
        samples={[
          ["/sample-catalog.zip", "Sample zip, with photos"],
          ["/sample-catalog.csv", "Sample catalog.csv"],
        ]}
      />
    </Layout>
  );
}

function OneRowPerProduct() {
  return (
    <Layout title="A sheet with one row per product">
      <p className="text-muted">
        Instead of <Code>variant</Code> and <Code>image</Code> a column for each variant: <Code>MAIN</Code>,{" "}
        <Code>PT01</Code>, <Code>PT02</Code> … or Amazon's own <Code>main_image_url</Code>,{" "}
        <Code>other_image_url1</Code> … The cells are links, or paths inside the zip. The sample has no photos; add your
        own.
      </p>
      <SampleLinks samples={[["/sample-one-row-per-product.csv", "Sample sheet"]]} />
    </Layout>
  );
}

function NamedPhotos() {
  return (
    <Layout title="Photos with Amazon's names">
      <p className="text-muted">
        Name each file by ASIN and variant, as for Amazon's own upload: <Code>B0EXAMPLE1.MAIN.jpg</Code>,{" "}
        <Code>B0EXAMPLE1.PT01.png</Code>, or <Code>B0EXAMPLE1/PT01.png</Code> in folders. New products are named after
        their ASIN; photos named by SKU go to the product with that SKU. You can also drop photos without a zip.
      </p>
    </Layout>
  );
}

function GoodToKnow() {
  return (
    <Layout title="Good to know">
      <ul className="list-disc space-y-1 pl-4 text-muted">
        <li>
          You see a preview before anything is imported. The meaning of each column and the text encoding can be changed
          there.
        </li>
        <li>
          Exports of Amazon, Shopify, WooCommerce, Google Merchant Center, Etsy, Helium 10 and Keepa are read without
          changes. Cells may be separated by commas, semicolons, tabs or |, in any common encoding.
        </li>
        <li>
          A file may be up to 5 GB; a photo up to 25 MB and 16,384 px per side, as JPEG, PNG, WebP, AVIF, GIF or TIFF.
        </li>
        <li>
          Links start with http:// or https:// and point to a public address. They are fetched in the background after
          the rows are read.
        </li>
        <li>Importing the same file again changes nothing: existing photos are kept.</li>
        <li>Download failed rows with the reasons, correct them and import again.</li>
      </ul>
    </Layout>
  );
}

export function ImportHelp() {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <div className="grid gap-4">
        <OneRowPerPhoto />
        <NamedPhotos />
      </div>
      <div className="grid gap-4">
        <OneRowPerProduct />
        <GoodToKnow />
      </div>
    </div>
  );
}
