import { expect, test } from "vitest";
import { Cookies } from "#lib/import/cookies.ts";
import { directUrl } from "#lib/import/share-links.ts";

test.each([
  [
    "https://drive.google.com/file/d/1AbC-d_9/view?usp=sharing",
    "https://drive.google.com/uc?export=download&id=1AbC-d_9",
  ],
  [
    "https://drive.google.com/file/u/0/d/1AbC/preview?resourcekey=0-x",
    "https://drive.google.com/uc?export=download&id=1AbC&resourcekey=0-x",
  ],
  ["https://drive.google.com/open?id=1AbC", "https://drive.google.com/uc?export=download&id=1AbC"],
  ["https://drive.google.com/drive/folders/1AbC", "https://drive.google.com/drive/folders/1AbC"],
  ["https://www.dropbox.com/scl/fi/x1/mug.jpg?rlkey=k&dl=0", "https://www.dropbox.com/scl/fi/x1/mug.jpg?rlkey=k&dl=1"],
  ["https://www.dropbox.com/s/x1/mug.jpg", "https://www.dropbox.com/s/x1/mug.jpg?dl=1"],
  ["https://www.dropbox.com/home", "https://www.dropbox.com/home"],
  ["https://drive.google.com.evil.example/file/d/1/view", "https://drive.google.com.evil.example/file/d/1/view"],
])("%s is asked for as %s", (link, direct) => {
  expect(directUrl(new URL(link)).href).toBe(direct);
});

const answer = (...cookies: string[]) => ({ "set-cookie": cookies });

test("a cookie goes to the host that set it, to its domain where it says so, and never in the clear where it is secure", () => {
  const cookies = new Cookies();
  cookies.keep(
    answer("a=1; Path=/", "b=2; Domain=.shop.example; Secure", "c=3; Domain=other.example"),
    new URL("https://img.shop.example/x"),
  );
  expect(cookies.headerFor(new URL("https://img.shop.example/y"))).toBe("a=1; b=2; c=3");
  expect(cookies.headerFor(new URL("https://cdn.shop.example/y"))).toBe("b=2");
  expect(cookies.headerFor(new URL("http://cdn.shop.example/y"))).toBeUndefined();
  expect(cookies.headerFor(new URL("https://other.example/y"))).toBeUndefined();
  cookies.keep(answer("a=4", "nonsense", `d=${"x".repeat(5_000)}`), new URL("https://img.shop.example/x"));
  expect(cookies.headerFor(new URL("https://img.shop.example/y"))).toBe("b=2; c=3; a=4");
});
