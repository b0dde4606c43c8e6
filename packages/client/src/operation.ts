/** A generated function of an operation that resolves to `Result`, the data of a documented success. */
export type Operation<Result> = (options: never) => Promise<OperationResult<Result>>

/**
 * What an operation takes: `client`, the `path`, `query`, `headers` and `body` of the document, and what `fetch` takes, like `signal`.
 */
export type OperationOptions<Op extends Operation<unknown>> = Parameters<Op>[0]

export interface OperationResult<Result> {
  readonly data: Result
  readonly request: Request
  readonly response: Response
}
