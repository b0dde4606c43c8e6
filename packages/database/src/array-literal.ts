/**
 * A PostgreSQL array as text, for a parameter that is cast to its type: `unnest(${arrayLiteral(titles)}::text[])`. The
 * driver would make the same of an array, but only when the statement is sent, and the database waits for it then.
 *
 * @example
 * arrayLiteral(['a "quoted" word', null]) // {"a \\"quoted\\" word",NULL}
 */
export function arrayLiteral(values: readonly (string | number | boolean | null)[]): string {
  return `{${values.map(elementLiteral).join(',')}}`
}

function elementLiteral(value: string | number | boolean | null): string {
  if (value === null) return 'NULL'
  if (typeof value !== 'string') return String(value)
  return `"${/["\\]/.test(value) ? value.replace(/["\\]/g, '\\$&') : value}"`
}
