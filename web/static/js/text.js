// The texts of scripts, written in Japanese; the page carries what they are in the reader's language.

const found = JSON.parse(document.getElementById("texts")?.textContent ?? "{}");

/** Return a text in the page's language; %(name)s in it is replaced by values.name. */
export function t(text, values = {}) {
  return (found[text] ?? text).replace(/%\((\w+)\)s/g, (whole, name) => String(values[name] ?? whole));
}
