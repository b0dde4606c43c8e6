/** Whether the page is being left because of an answer 401. */
type OnUnauthorized = () => Promise<boolean>

let onUnauthorized: OnUnauthorized = async () => false

/** Sets what decides about answers 401: those to queries and mutations as well as to streams. */
export function setOnUnauthorized(decide: OnUnauthorized): void {
  onUnauthorized = decide
}

/** There was no answer. Like the error of `fetch`, by which requests that may succeed later are known; scripts that are wrong throw others. */
export class UnreachableError extends TypeError {
  override readonly name = 'UnreachableError'
}

/** Passes on what a request throws, as `UnreachableError` where there was no answer. */
export function throwUnreachable(error: unknown): never {
  throw error instanceof TypeError ? new UnreachableError(error.message, { cause: error }) : error
}

/** `fetch`, whose answer 401 does not arrive where the page is left because of it: no part of the page shows an error for a moment. */
export const watchedFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, init).catch(throwUnreachable)
  if (response.status === 401 && (await onUnauthorized())) await new Promise(() => {})
  return response
}
