import { isIntegrationError } from '../../integration-error.ts'
import { decodeText, NotText } from '../decode-text.ts'
import { EntrySplitter } from './entry-splitter.ts'
import type { JsonEntry } from './json-entries.ts'

/** The kind of a file by its beginning; `unclear` if the beginning contains no complete entry. */
export type Recognised = 'wanted' | 'empty' | 'unclear' | 'other'

/** The kind of a JSON file: a list with a wanted entry, an empty list, or anything else. */
export async function recogniseJson(
  head: Uint8Array,
  isWanted: (entry: JsonEntry['value']) => boolean,
): Promise<Recognised> {
  const splitter = new EntrySplitter({ provider: '' })
  let entries = 0
  try {
    for await (const text of decodeText(inOnePiece(head))) {
      for (const entry of splitter.push(text)) {
        if (isWanted(JSON.parse(entry.text) as JsonEntry['value'])) return 'wanted'
        entries += 1
      }
    }
  } catch (error) {
    if (error instanceof SyntaxError || isIntegrationError(error)) return 'other'
    // The beginning may end within a character.
    if (!(error instanceof NotText)) throw error
  }
  if (entries > 0) return 'other'
  return splitter.isClosed ? 'empty' : 'unclear'
}

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
