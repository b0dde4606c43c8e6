/**
 * A response of class 3xx, which has no data: 304 to a request with `If-None-Match`, or a redirect under `redirect: 'manual'`. Thrown, so
 * that the result of an operation is always its data.
 *
 * @example
 * const headers = { 'If-None-Match': etag }
 * const changed = await libraryGetSummary({ client, headers }).catch((error) => {
 *   if (error instanceof Redirection && error.status === 304) return undefined
 *   throw error
 * })
 */
export class Redirection extends Error {
  override readonly name = 'Redirection'
  readonly status: number
  readonly headers: Headers

  constructor({ status, headers }: Response) {
    super(status === 304 ? 'Not modified' : `Redirect to ${headers.get('location') ?? 'another address'}`)
    this.status = status
    this.headers = headers
  }
}
