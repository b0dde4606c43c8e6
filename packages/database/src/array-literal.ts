/**
 * A PostgreSQL array as text, for a parameter that is cast to its type: `unnest(${arrayLiteral(titles)}::text[])`.
 * The driver would serialize an array the same way, but only when the statement is sent, while the database waits.
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
