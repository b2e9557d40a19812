import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { buttonStyle } from "#components/ui/button-style.ts";

const COLUMNS = [
  ["sku", "Your own number. It or the ASIN is needed."],
  ["asin", "Ten letters and digits."],
  ["title", "The product's name. Needed for a new product."],
  ["category", "For the filter and for {{category}} in prompts."],
  ["variant", "The Amazon slot of the photo: MAIN, PT01 to PT99, SWCH …"],
  ["image", "The photo's path in the zip. One row per photo."],
] as const;

const SAMPLES = [
  ["/sample-catalog.zip", "Sample zip, with photos"],
  ["/sample-catalog.csv", "Sample catalog.csv"],
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

/** Files to look at, or to import as they are. */
function SampleLinks() {
  return (
    <div className="flex flex-wrap gap-2">
      {SAMPLES.map(([href, name]) => (
        <a key={href} href={href} download className={buttonStyle({ size: "sm" })}>
          <Download className="size-4" aria-hidden />
          {name}
        </a>
      ))}
    </div>
  );
}

/** The two layouts of a file that are understood. */
export function ImportHelp() {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Layout title="A zip with a catalog.csv">
        <p className="text-muted">
          Photos in any folders, and a <Code>catalog.csv</Code> that says which is which. The CSV alone works too: it
          makes or changes products, without photos.
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
        <SampleLinks />
      </Layout>
      <Layout title="A zip of photos with Amazon's names">
        <p className="text-muted">
          Each file is named by ASIN and slot, as for Amazon's own upload: <Code>B0EXAMPLE1.MAIN.jpg</Code>,{" "}
          <Code>B0EXAMPLE1.PT01.png</Code>. Products that are not there yet are made, named by their ASIN.
        </p>
        <p className="text-muted">
          Importing the same file again changes nothing: photos that are already there are left alone.
        </p>
      </Layout>
    </div>
  );
}
