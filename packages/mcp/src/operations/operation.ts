import type { MountedRoute } from '@tributary/core'

/** A JSON Schema without references. */
export type JsonSchema = Readonly<Record<string, unknown>>

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly description: string | undefined
  readonly schema: JsonSchema
}

/** An operation of the merged document, with the access of its route. */
export interface Operation {
  readonly operationId: string
  readonly plugin: string
  /** In capitals. */
  readonly method: string
  /** In the notation of OpenAPI: `/api/jobs/{id}`. */
  readonly path: string
  readonly summary: string
  readonly description: string | undefined
  /** `undefined` for the kernel's own operations, which are no plugin's routes. */
  readonly route: MountedRoute | undefined
  readonly parameters: readonly Parameter[]
  /** The JSON body. */
  readonly body: { readonly required: boolean; readonly schema: JsonSchema } | undefined
  /** The content types of the body. Empty without one. */
  readonly bodyTypes: readonly string[]
  /** Successful answers in JSON. */
  readonly answers: readonly JsonSchema[]
  /** Whether a successful answer has a content, and none of them is JSON. */
  readonly answersOtherwise: boolean
}

/** Whether an operation changes nothing. */
export function isReading({ method }: Operation): boolean {
  return method === 'GET'
}
