// What is asked of the server; the answer to an earlier question never overwrites that to a later one.

import { get, post } from "../api.js";
import { latest } from "./latest.js";

export class Asking {
  constructor(api) {
    this.api = api;
    this.read = latest((article, options, { signal }) =>
      post(`${api}/articles/read`, { article, options, k: 12 }, { signal }),
    );
    this.categories = latest((article, { signal }) => post(`${api}/categories`, { article }, { signal }));
    this.propose = latest((article, key, k, options, { signal }) =>
      post(`${api}/proposal`, { article, ...key, k, options }, { signal }),
    );
    this.compose = latest((article, key, distractors, options, { signal }) =>
      post(`${api}/quiz`, { article, ...key, distractors, options }, { signal }),
    );
    this.rank = latest((article, key, word, { signal }) =>
      post(`${api}/rank`, { article, ...key, pool: [word] }, { signal }),
    );
    this.picture = latest((article, key, words, { signal }) =>
      post(`${api}/neighbourhood`, { article, ...key, words }, { signal }),
    );
    this.find = latest((query, source, page, { signal }) =>
      get(`${api}/articles?${new URLSearchParams({ q: query, source, page, page_size: 20 })}`, { signal }),
    );
  }

  article(id) {
    return get(`${this.api}/articles/${encodeURIComponent(id)}`);
  }

  upload(file) {
    const form = new FormData();
    form.append("file", file);
    return post(`${this.api}/articles/upload`, form);
  }
}
