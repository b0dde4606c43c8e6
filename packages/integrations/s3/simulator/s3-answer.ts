/** An answer of the simulator. */
export interface S3Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

/** What the next requests are answered with instead. */
export interface S3Fault {
  readonly status: number
  /** Of S3; without one, the answer is no XML, as of a proxy. */
  readonly code?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Further elements: `{ Endpoint: … }`. */
  readonly elements?: Readonly<Record<string, string>>
  /** Default 1. */
  readonly times?: number
  /** Only requests whose method and address match: `/^POST .*uploadId=/`. */
  readonly when?: RegExp
}

export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

export function xmlAnswer(status: number, xml: string, headers: S3Answer['headers'] = {}): S3Answer {
  return {
    status,
    headers: { 'content-type': 'application/xml', ...headers },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`,
  }
}

/** An error as S3 sends it; like S3, it repeats what it was sent. */
export function s3Error(
  status: number,
  code: string,
  elements: Readonly<Record<string, string>> = {},
  headers: S3Answer['headers'] = {},
): S3Answer {
  const members = {
    Code: code,
    Message: `The simulator answers ${code}.`,
    ...elements,
    RequestId: '4442587FB7D0A2F9',
  }
  const xml = Object.entries(members).map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`)
  return xmlAnswer(status, `<Error>${xml.join('')}</Error>`, headers)
}
