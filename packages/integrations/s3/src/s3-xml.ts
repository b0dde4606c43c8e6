import { readBounded } from '@tributary/integration-kit/providers'
import { XMLParser } from 'fast-xml-parser'

/** Values stay text: keys and names may look like numbers. */
const parser = new XMLParser({
  parseTagValue: false,
  trimValues: false,
  isArray: (name) => ['Contents', 'Upload'].includes(name),
})

/** Listings of 1,000 keys take about 1 MiB; a longer answer is not a listing. */
const LONGEST_BYTES = 16 * 1024 * 1024

/** The elements of an answer below its root, of which members are read with `text`. */
export interface S3Document {
  readonly root: string
  readonly members: Readonly<Record<string, unknown>>
}

/** `undefined` for an answer that is no XML: of a proxy, or an empty one. */
export async function readXml(answer: Response): Promise<S3Document | undefined> {
  const text = new TextDecoder().decode(await readBounded(answer, { mostBytes: LONGEST_BYTES }))
  try {
    const document = parser.parse(text, true) as Readonly<Record<string, unknown>>
    const [root = '', members] = Object.entries(document).find(([name]) => name !== '?xml') ?? []
    return typeof members === 'object' && members !== null
      ? { root, members: members as S3Document['members'] }
      : undefined
  } catch {
    return undefined
  }
}

/** The text of a member; `undefined` if it is missing. */
export function textIn(members: S3Document['members'] | undefined, name: string): string | undefined {
  const value = members?.[name]
  return typeof value === 'string' ? value : undefined
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
