import { Search } from "lucide-react";
import { parseAsString, type SingleParserBuilder } from "nuqs/server";
import type { ReactNode } from "react";
import { foundIn } from "#components/products/fold.ts";
import { count } from "#components/ui/count.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { parseAsId, parseWith } from "#components/ui/parse-with.ts";
import { Select } from "#components/ui/select.tsx";
import { MAX_CATEGORY_LENGTH, MAX_SEARCH_LENGTH } from "#lib/schemas/limits.ts";
import type { ProductFilter, ProductSummary } from "#lib/schemas/product.ts";
import type { FilterName, FilterValue } from "#lib/schemas/product-filter.ts";
import { readDay, readFlag, readId, readText, readVariant } from "#lib/schemas/url-values.ts";
import type { VariantCount } from "#lib/schemas/variant.ts";

export type FilterParams = { [Name in FilterName]: FilterValue<Name> | null };

/** Counted over the whole catalogue, so that the list does not wait for it. */
export type FilterOptions = { categories: string[]; variants: VariantCount[]; lastJobId: string | null };
export const NO_OPTIONS: FilterOptions = { categories: [], variants: [], lastJobId: null };

export type ShownProduct = Pick<
  ProductSummary,
  "id" | "title" | "asin" | "sku" | "category" | "variants" | "generatedImageCount" | "lastGeneratedAt"
>;

type ControlProps = {
  params: FilterParams;
  options: FilterOptions;
  onChange: (change: Partial<FilterParams>) => void;
};

type ProductFilterEntry<Name extends FilterName> = {
  param: SingleParserBuilder<FilterValue<Name>>;
  /** As the server reads it; null for what it would refuse. */
  read: (value: FilterValue<Name>) => FilterValue<Name> | null;
  /** `shown` is the filter of the list that the row stands in. Keep it in step with the condition in the database. */
  matches: (value: FilterValue<Name>, product: ShownProduct, shown: ProductFilter) => boolean;
  /** Continues "all products". */
  words: (value: FilterValue<Name>) => string;
  /** Null if another filter's control sets it. */
  control: ((props: ControlProps) => ReactNode) | null;
  /** Typed filters update the URL and the list after a pause. */
  isTyped: boolean;
};

const ANY = "";
const WITH = "with";
const WITHOUT = "without";

const withChosen = (values: string[], chosen: string | null) =>
  chosen === null || values.includes(chosen) ? values : [...values, chosen];

function SearchControl({ params, onChange }: ControlProps) {
  return (
    <Field label="Search products" hideLabel className="relative min-w-0 grow basis-full sm:max-w-xl sm:basis-56">
      <Search className="pointer-events-none absolute top-2.5 left-3 size-4 text-muted" aria-hidden />
      <Input
        type="search"
        placeholder="Search title, ASIN, SKU"
        maxLength={MAX_SEARCH_LENGTH}
        value={params.search ?? ""}
        onChange={(event) => onChange({ search: event.target.value || null })}
        className="pl-9"
      />
    </Field>
  );
}

function CategoryControl({ params: { category }, options: { categories }, onChange }: ControlProps) {
  return (
    <Select
      label="Category"
      hideLabel
      className="min-w-0 flex-1 basis-32 sm:max-w-48"
      value={category ?? ANY}
      onValueChange={(value) => onChange({ category: value || null })}
      options={[
        { value: ANY, label: "All categories" },
        ...withChosen(categories, category).map((value) => ({ value, label: value })),
      ]}
    />
  );
}

function VariantControl({ params: { variant }, options: { variants }, onChange }: ControlProps) {
  const counts = new Map(variants.map((entry) => [entry.variant, ` (${count(entry.count)})`]));
  return (
    <Select
      label="Has variant"
      hideLabel
      className="min-w-0 flex-1 basis-32 sm:max-w-40"
      value={variant ?? ANY}
      onValueChange={(value) => onChange({ variant: value || null })}
      options={[
        { value: ANY, label: "Any variant" },
        ...withChosen([...counts.keys()], variant).map((value) => ({
          value,
          label: `${value}${counts.get(value) ?? ""}`,
        })),
      ]}
    />
  );
}

function ResultControl({ params: { hasGenerated, failedIn }, options: { lastJobId }, onChange }: ControlProps) {
  const last = lastJobId ?? "last";
  const isOther = failedIn !== null && failedIn !== last;
  const made = hasGenerated === null ? ANY : hasGenerated ? WITH : WITHOUT;
  return (
    <Select
      label="Images"
      hideLabel
      className="min-w-0 flex-1 basis-32 sm:max-w-56"
      value={failedIn ?? made}
      onValueChange={(value) =>
        onChange(
          value === WITH || value === WITHOUT
            ? { hasGenerated: value === WITH, failedIn: null }
            : { hasGenerated: null, failedIn: value || null },
        )
      }
      options={[
        { value: ANY, label: "All images" },
        { value: WITHOUT, label: "Not generated" },
        { value: WITH, label: "Generated" },
        { value: last, label: "Failed last job" },
        ...(isOther ? [{ value: failedIn, label: "Failed this job" }] : []),
      ]}
    />
  );
}

function LastGeneratedControl({ params: { lastGeneratedBefore }, onChange }: ControlProps) {
  const label = "Last generated before";
  return (
    <div className="flex min-w-0 grow items-center gap-2 sm:grow-0">
      <span className="text-muted sm:whitespace-nowrap" aria-hidden>
        {label}
      </span>
      <Field label={label} hideLabel className="shrink-0 grow">
        <Input
          type="date"
          value={lastGeneratedBefore ?? ""}
          onChange={(event) => onChange({ lastGeneratedBefore: event.target.value || null })}
        />
      </Field>
    </div>
  );
}

export const FILTERS: { [Name in FilterName]: ProductFilterEntry<Name> } = {
  search: {
    // As it is typed: trimmed, a space could not be typed before the next word.
    param: parseAsString,
    read: (search) => readText(search, MAX_SEARCH_LENGTH),
    matches: (search, { title, asin, sku }) => foundIn([title, asin ?? "", sku ?? ""].join(" "), search),
    words: (search) => `with “${search}”`,
    control: SearchControl,
    isTyped: true,
  },
  category: {
    param: parseAsString,
    read: (category) => readText(category, MAX_CATEGORY_LENGTH),
    matches: (category, product) => product.category === category,
    words: (category) => `in ${category}`,
    control: CategoryControl,
    isTyped: false,
  },
  variant: {
    param: parseWith(readVariant),
    read: readVariant,
    matches: (variant, { variants }) => variants.includes(variant),
    words: (variant) => `that have ${variant}`,
    control: VariantControl,
    isTyped: false,
  },
  hasGenerated: {
    param: parseWith(readFlag),
    read: (hasGenerated) => hasGenerated,
    matches: (hasGenerated, { generatedImageCount }) => generatedImageCount > 0 === hasGenerated,
    words: (hasGenerated) => (hasGenerated ? "with a generated image" : "without a generated image"),
    control: ResultControl,
    isTyped: false,
  },
  lastGeneratedBefore: {
    param: parseWith(readDay),
    read: readDay,
    // A date alone is read as its midnight UTC.
    matches: (date, { lastGeneratedAt }) => lastGeneratedAt !== null && Date.parse(lastGeneratedAt) < Date.parse(date),
    words: (date) =>
      `last generated before ${new Date(date).toLocaleDateString("en", { dateStyle: "medium", timeZone: "UTC" })}`,
    control: LastGeneratedControl,
    isTyped: true,
  },
  failedIn: {
    param: parseAsId,
    read: readId,
    // A row does not tell: only a list of such rows does, and elsewhere it is taken as no.
    matches: (failedIn, _product, shown) => shown.failedIn === failedIn,
    words: () => "that failed in one job",
    control: null,
    isTyped: false,
  },
};
