/** Whether the page is being left because of an answer 401. */
type OnUnauthorized = () => Promise<boolean>

let onUnauthorized: OnUnauthorized = async () => false

/** Sets what decides about answers 401: those to queries and mutations as well as to streams. */
export function setOnUnauthorized(decide: OnUnauthorized): void {
  onUnauthorized = decide
}

/** `fetch`, whose answer 401 does not arrive where the page is left because of it: no part of the page shows an error for a moment. */
export const watchedFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, init)
  if (response.status === 401 && (await onUnauthorized())) await new Promise(() => {})
  return response
}
