/** A path of this page, as it was given; undefined for anything that leads elsewhere. */
export function pathWithin(value: unknown): string | undefined {
  return typeof value === 'string' && /^\/(?![/\\])[!-~]*$/.test(value) ? value : undefined
}
