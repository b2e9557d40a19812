export const FOUND: [title: string, search: string][] = [
  ["Crème BRÛLÉE", "creme brulee"],
  ["Weiße Straße", "STRASSE"],
  ["GROẞE Tasse", "große"],
  ["Işıklı fincan", "isikli"],
  ["ISPARTA İpek", "ısparta ipek"],
  ["ΚΑΦΕΣ", "καφές"],
  ["καφές", "ΚΑΦΕΣ"],
  ["ŁÓDŹ", "lodz"],
  ["Smørrebrød Ære", "SMORREBROD AERE"],
  ["Cœur ÆON", "coeur aeon"],
  ["Đak Ħobż Ŧ", "dak hobz t"],
  ["Þór Ðað", "thor dad"],
  ["ЧАЙНИК", "чайник"],
  ["чайник", "ЧАЙНИК"],
  ["Ｍｕｇ １００％", "mug 100%"],
  ["Mug 100% a_b", "１００％ a＿b"],
];

/** Characters that would become wildcards, or nothing, after folding. */
export const FINDS_NOTHING = ["％", "﹪", "＿", "＼", "%", "_", "\\", "\u0301", "´", "a％", "％a"];
