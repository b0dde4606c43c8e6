/**
 * Whether an `Accept` header (RFC 9110, section 12.5.1) asks for HTML, as browsers do when a person goes to an address.
 * A program that takes anything, or JSON just as well, is none of them.
 *
 * @example
 * prefersHtml('text/html,application/xhtml+xml,application/xml;q=0.9') // true
 * prefersHtml('text/html;q=0.5, application/json') // false
 */
export function prefersHtml(accept: string | undefined): boolean {
  const ranges = (accept ?? '').split(',').map(readRange)
  const weightOf = (...types: readonly string[]) =>
    Math.max(0, ...ranges.filter(({ type }) => types.includes(type)).map(({ weight }) => weight))
  const html = weightOf('text/html', 'application/xhtml+xml')
  return html > weightOf('application/json', 'application/problem+json')
}

function readRange(range: string): { readonly type: string; readonly weight: number } {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
  const quality = parameters.find((parameter) => parameter.startsWith('q='))
  const weight = quality === undefined ? 1 : Number(quality.slice(2))
  return { type, weight: weight >= 0 && weight <= 1 ? weight : 0 }
}
