// Of several questions only the last one's answer counts.

/** Return a function that asks; the answer to an earlier question is dropped (null), and its request is ended. */
export function latest(ask) {
  let count = 0;
  let controller = null;
  return async (...values) => {
    count += 1;
    const mine = count;
    controller?.abort();
    controller = new AbortController();
    try {
      const answer = await ask(...values, { signal: controller.signal });
      return mine === count ? answer : null;
    } catch (error) {
      if (mine !== count || error.name === "AbortError") return null;
      throw error;
    }
  };
}

/** Return a function that calls `work` once no call has come for `milliseconds`; `now()` calls it at once. */
export function debounced(work, milliseconds) {
  let timer = 0;
  const later = (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = 0;
      work(...values);
    }, milliseconds);
  };
  later.now = (...values) => {
    clearTimeout(timer);
    timer = 0;
    return work(...values);
  };
  return later;
}
