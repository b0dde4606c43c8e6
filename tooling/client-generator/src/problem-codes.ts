/** As much of an OpenAPI document as is read here. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly [member: string]: unknown
}

interface Response {
  readonly description?: string
}

/** A code in the description of a response: `JOBS_QUEUE_FULL` in backticks. */
const CODE = /`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)`/g

/** The codes of problems that the descriptions of responses name, in order. */
export function problemCodesOf({ paths }: ApiDocument): string[] {
  const responses = Object.values(paths)
    .flatMap((item) => Object.values(item) as { responses?: Record<string, Response> }[])
    .flatMap(({ responses = {} }) => Object.values(responses))
  const codes = responses.flatMap(({ description = '' }) =>
    [...description.matchAll(CODE)].map(([, code]) => code),
  )
  return [...new Set(codes)].filter((code) => code !== undefined).toSorted()
}

/** A module with the union of these codes, for completion in editors. */
export function problemCodesModule(document: ApiDocument): string {
  const codes = problemCodesOf(document).map((code) => `  | '${code}'`)
  return [
    '// The codes of problems that the document names. Generated.',
    '',
    'export type DocumentedProblemCode =',
    ...(codes.length === 0 ? ['  never'] : codes),
    '',
  ].join('\n')
}
