import type { Operation, OperationOptions, OperationResult } from './operation.ts'
import { type RetryOptions, retrying } from './retrying.ts'

const HEADER = 'Idempotency-Key' as const
const KEY_BYTES = 16

/** Admits the operations that document `Idempotency-Key`. */
type TakesKey<Op extends Operation<unknown>> =
  OperationOptions<Op> extends { readonly headers?: { readonly 'Idempotency-Key'?: string } }
    ? unknown
    : never

/**
 * Calls an operation that creates something, with an `Idempotency-Key`, and repeats it where the connection fails or the server asks to
 * come back: whatever was lost, the effect is one. A key of your own in `headers` survives a restart of your program.
 *
 * @example
 * const { data: job } = await createOnce(netflixImportFile, { client, body: { file } })
 */
export async function createOnce<Op extends Operation<unknown>, Created>(
  operation: Op & Operation<Created> & TakesKey<Op>,
  options: OperationOptions<Op>,
  retry: RetryOptions = {},
): Promise<OperationResult<NonNullable<Created>>> {
  const { headers, signal, ...rest } = options as CommonOptions
  const create = operation as unknown as (
    options: CommonOptions,
  ) => Promise<OperationResult<NonNullable<Created>>>
  const keyed = { ...rest, signal, headers: { [HEADER]: newKey(), ...headers } }
  return retrying(async () => create(keyed), { signal, ...retry })
}

interface CommonOptions {
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly signal?: AbortSignal | null | undefined
}

/** `crypto.randomUUID` is missing in pages without TLS, as of a server at home. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
