// Talking to the server: JSON there and back, with the CSRF token, and one kind of error.

import { t } from "./text.js";

/** What the server refused, or could not do. `problem` holds its problem details (RFC 9457). */
export class ApiError extends Error {
  constructor(status, problem) {
    super(problem.message || problem.title || t("サーバーに届きませんでした。"));
    this.name = "ApiError";
    this.status = status;
    this.problem = problem;
  }
}

const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
const longestWait = 10;

/**
 * Send a request and return the JSON that comes back, null where there is none. Throws ApiError.
 * A busy server (503 with Retry-After) is asked once more after a moment, unless `signal` has ended the wait.
 */
export async function send(method, url, body = undefined, { signal } = {}) {
  const first = await attempt(method, url, body, signal);
  const wait = Number(first.headers.get("Retry-After"));
  if (first.status !== 503 || !(wait > 0)) return read(first);
  await pause(Math.min(wait, longestWait) * 1000, signal);
  return read(await attempt(method, url, body, signal));
}

export const get = (url, options) => send("GET", url, undefined, options);
export const post = (url, body, options) => send("POST", url, body, options);

async function attempt(method, url, body, signal) {
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  let payload;
  if (body instanceof FormData) {
    payload = body;
  } else if (body !== undefined) {
    headers["Content-Type"] = "application/json";
    payload = JSON.stringify(body);
  }
  try {
    return await fetch(url, { method, headers, body: payload, signal, credentials: "same-origin" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(0, { title: t("サーバーに届きませんでした。") });
  }
}

async function read(response) {
  const text = await response.text();
  let data = null;
  try {
    data = text ? JSON.parse(text) : null;
  } catch {
    data = { title: response.statusText };
  }
  if (!response.ok) throw new ApiError(response.status, data ?? { title: response.statusText });
  return data;
}

function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
