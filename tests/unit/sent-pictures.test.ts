import { expect, test } from "vitest";
import { guidedPrompt, picturesToSend } from "#lib/generation/sent-pictures.ts";

function sources(further: number, look: number, model = "gemini-3-pro-image") {
  const keys = (name: string, count: number) => Array.from({ length: count }, (_, place) => `${name}${place + 1}`);
  return { sourceKey: "photo", furtherKeys: keys("further", further), lookKeys: keys("look", look), model };
}

const sentence = (further: number, look: number) => guidedPrompt("Draw", picturesToSend(sources(further, look)));

test("sends the photo, further photos and the look's pictures, as many as the model takes", () => {
  const keys = (given: ReturnType<typeof sources>) => picturesToSend(given).map(({ key }) => key);
  expect(keys(sources(1, 2))).toEqual(["photo", "further1", "look1", "look2"]);
  expect(keys(sources(1, 2, "gemini-2.5-flash-image"))).toEqual(["photo", "further1", "look1"]);
  expect(keys(sources(3, 2, "gemini-2.5-flash-image"))).toEqual(["photo", "further1", "further2"]);
});

test("the prompt says which picture is which", () => {
  expect(sentence(0, 0)).toBe("Draw");
  const begin = "The first picture is the product photo to work from.";
  const product = "the same product from other sides: use them only to draw the product true to life.";
  const look =
    "the look to draw it in: take only light, colours, mood and setting from them, and no product, person or text.";
  expect(sentence(1, 0)).toBe(`${begin} The second picture shows ${product}\n\nDraw`);
  expect(sentence(0, 1)).toBe(`${begin} The second picture shows ${look}\n\nDraw`);
  expect(sentence(2, 1)).toBe(`${begin} The next 2 pictures show ${product} The last picture shows ${look}\n\nDraw`);
  expect(sentence(1, 6)).toBe(`${begin} The second picture shows ${product} The next 6 pictures show ${look}\n\nDraw`);
});
