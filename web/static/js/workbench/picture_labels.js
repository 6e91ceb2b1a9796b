// Where the words of the picture are written, so that none covers another.

const margin = 26;
const size = 13;
const line = 17;
const longest = 12;

/** Return each point with its place in the picture and its label: {item, x, y, label: {text, x, y, width, isFar}}. */
export function placed(items, width, height) {
  const spots = onto(items, width, height);
  const taken = spots.map(({ x, y }) => box(x - 8, y - 8, 16, 16));
  // What is asked about is written first, then the nearest: they get the best places.
  const order = [...spots.keys()].sort((one, other) => weight(items[one]) - weight(items[other]) || one - other);
  const labels = new Array(spots.length);
  for (const at of order) {
    const text = shortened(items[at].surface);
    const wide = textWidth(text);
    const label = best(spots[at], wide, taken, width, height);
    taken.push(box(label.x, label.y - size, wide, line));
    labels[at] = { ...label, text, width: wide };
  }
  return spots.map(({ x, y }, at) => ({ item: items[at], x, y, label: labels[at] }));
}

/** Stretch the places over the picture, each axis by itself: what counts is who lies with whom. */
function onto(items, width, height) {
  const scale = (name, length, pad) => {
    const values = items.map((item) => item[name]);
    const least = Math.min(...values);
    const span = Math.max(...values) - least;
    return (value) => (span < 1e-6 ? length / 2 : pad + ((value - least) / span) * (length - 2 * pad));
  };
  const across = scale("x", width, 4 * margin);
  const down = scale("y", height, margin);
  return items.map((item) => ({ x: Math.round(across(item.x)), y: Math.round(height - down(item.y)) }));
}

function best({ x, y }, wide, taken, width, height) {
  let found = null;
  for (let ring = 0; ring < 9; ring += 1) {
    const off = 12 + ring * 15;
    const tries = [
      [x + off, y + 5],
      [x - off - wide, y + 5],
      [x - wide / 2, y - off],
      [x - wide / 2, y + off + 10],
      [x + off * 0.7, y - off * 0.7],
      [x + off * 0.7, y + off * 0.7 + 8],
      [x - off * 0.7 - wide, y - off * 0.7],
      [x - off * 0.7 - wide, y + off * 0.7 + 8],
    ];
    for (const [left, base] of tries) {
      const mine = box(left, base - size, wide, line);
      if (mine.left < 2 || mine.right > width - 2 || mine.top < 2 || mine.bottom > height - 2) continue;
      const covered = taken.reduce((sum, other) => sum + overlap(mine, other), 0);
      if (!found || covered < found.covered) found = { x: left, y: base, covered, isFar: ring > 0 };
      if (!covered) return found;
    }
  }
  return found ?? { x: Math.max(2, Math.min(x, width - wide - 2)), y, isFar: false };
}

const weight = (item) => ({ key: 0, sense: 1 })[item.role] ?? (item.isChosen ? 2 : 3);
const box = (left, top, wide, high) => ({ left, top, right: left + wide, bottom: top + high });
const overlap = (one, other) =>
  Math.max(0, Math.min(one.right, other.right) - Math.max(one.left, other.left)) *
  Math.max(0, Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top));

function shortened(word) {
  const characters = [...word];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join("")}…` : word;
}

/** Half-width characters take half the width of kana and kanji. */
function textWidth(text) {
  return [...text].reduce((sum, character) => sum + (/[\u0020-\u007e\uff61-\uff9f]/.test(character) ? 0.6 : 1), 0) * size;
}
