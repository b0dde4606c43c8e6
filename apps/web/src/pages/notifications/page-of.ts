const ORIGIN = 'http://page.invalid'

/** A page of this server that a notification leads to; `undefined` for anything else, such as an address of the API. */
export function pageOf(
  path: string | null,
): { readonly to: string; readonly search: Readonly<Record<string, string>> } | undefined {
  if (path === null || !path.startsWith('/') || path.startsWith('/api/')) return undefined
  const { origin, pathname, searchParams } = new URL(path, ORIGIN)
  // `//elsewhere.example` is an address of another server.
  return origin === ORIGIN ? { to: pathname, search: Object.fromEntries(searchParams) } : undefined
}
