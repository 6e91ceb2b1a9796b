// The one place where offsets change: the server counts Unicode code points, JavaScript UTF-16 units.

/** A text with both counts. "𠮷野家" is three code points and four units. */
export class Offsets {
  constructor(text) {
    this.text = text;
    this.unitOfPoint = [0];
    for (const character of text) {
      this.unitOfPoint.push(this.unitOfPoint[this.unitOfPoint.length - 1] + character.length);
    }
  }

  /** How many code points the text has. */
  get length() {
    return this.unitOfPoint.length - 1;
  }

  /** Return the UTF-16 offset of a code-point offset. */
  toUnits(point) {
    return this.unitOfPoint[Math.min(Math.max(point, 0), this.length)];
  }

  /** Return the code-point offset of a UTF-16 offset; one inside a surrogate pair counts to its beginning. */
  toPoints(unit) {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.unitOfPoint[middle] <= unit) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Return the text between two code-point offsets. */
  slice(start, end) {
    return this.text.slice(this.toUnits(start), this.toUnits(end));
  }
}
