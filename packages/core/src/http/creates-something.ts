/**
 * Whether a route makes something, so that repeating it would make it twice: a POST that documents 201 or 202, or one that
 * declares `config.creates`. `false` there says that a repetition has no further effect.
 */
export function createsSomething(
  methods: readonly string[],
  declared: boolean | undefined,
  schema: unknown,
): boolean {
  if (declared !== undefined) return declared
  if (methods.length !== 1 || methods[0] !== 'POST') return false
  const response =
    typeof schema === 'object' && schema !== null && 'response' in schema ? schema.response : {}
  return typeof response === 'object' && response !== null && ('201' in response || '202' in response)
}
