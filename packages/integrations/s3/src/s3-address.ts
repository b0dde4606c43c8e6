/** Where the objects of an instance are. */
export interface S3Place {
  /** `https://s3.eu-central-1.amazonaws.com`. */
  readonly address: string
  readonly bucket: string
  readonly addressing: string
  /** Before each key, without a slash at its ends. */
  readonly prefix?: string | undefined
}

/**
 * The address of an object or of the bucket, with a query. Percent-encoded as signatures are made: a plus sign or a space of `URL` would
 * have another signature.
 */
export function s3Address(
  { address, bucket, addressing }: S3Place,
  key: string | undefined,
  query: Readonly<Record<string, string>> = {},
): URL {
  const base = new URL(address)
  if (addressing === 'virtual-host') base.hostname = `${bucket}.${base.hostname}`
  const segments = [
    ...base.pathname.split('/').filter((segment) => segment !== ''),
    ...(addressing === 'virtual-host' ? [] : [encoded(bucket)]),
    ...(key?.split('/').map(encoded) ?? []),
  ]
  const parameters = Object.entries(query).map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
  const search = parameters.length === 0 ? '' : `?${parameters.toSorted().join('&')}`
  return new URL(`/${segments.join('/')}${search}`, base.origin)
}

/** RFC 3986, stricter than `encodeURIComponent`. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}`,
  )
}

/**
 * A key of a listing with `encoding-type=url`: a space is a plus sign there, and a plus sign is `%2B`. `undefined` if it is not encoded so.
 */
export function decodeListed(key: string): string | undefined {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
