import { globSync } from "node:fs";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import { LoadingBoundary } from "#components/layout/loading-boundary.tsx";

test("the HTML of a page is the page itself, without a boundary that a skeleton could be shown in", () => {
  const page = createElement("p", null, "The page");
  // biome-ignore lint/correctness/noChildrenProp: the component requires children, and its types look for them there
  const boundary = createElement(LoadingBoundary, { skeleton: "Loading", children: page });
  expect(renderToString(boundary)).toBe("<p>The page</p>");
});

test("no page hides behind a skeleton in its HTML", () => {
  expect(globSync("app/**/loading.tsx")).toEqual([]);
});
