const MARKS = /[\u0300-\u036f]/g;

/** Letters that are not another letter with an accent, and what people type for them. */
const TYPED_AS: Readonly<Record<string, string>> = {
  ı: "i",
  ς: "σ",
  ł: "l",
  ø: "o",
  đ: "d",
  ħ: "h",
  ŧ: "t",
  ð: "d",
  ß: "ss",
  æ: "ae",
  œ: "oe",
  þ: "th",
};
const OTHER_LETTERS = new RegExp(`[${Object.keys(TYPED_AS).join("")}]`, "g");

/** The database function `packshot_fold` does the same. */
function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(MARKS, "")
    .toLowerCase()
    .replace(OTHER_LETTERS, (letter) => TYPED_AS[letter] ?? letter);
}

/** False if nothing is left of the search without accents. */
export function foundIn(text: string, search: string): boolean {
  const wanted = fold(search);
  return wanted.trim() !== "" && fold(text).includes(wanted);
}
