import { isIntegrationError } from '@tributary/integration-kit'
import { type Entry, formatOf } from './entries/entry-format.ts'
import { EntrySplitter } from './json/entry-splitter.ts'
import { textDecoderFor } from './json/text-decoder-for.ts'

/** As much of a file is looked at: some entries of a history, more than the first one, which may be an odd one. */
export const HEAD_BYTES = 64 * 1024

/**
 * What a file is by its beginning, whatever its name: a list of entries of which one is of a listening history, a list of
 * nothing, or something else; `unclear` where the beginning has no whole entry yet.
 */
export function recogniseHistory(head: Uint8Array): 'history' | 'empty' | 'unclear' | 'other' {
  const splitter = new EntrySplitter(undefined)
  try {
    const text = textDecoderFor(head).decode(head, { stream: true })
    let entries = 0
    for (const entry of splitter.push(text)) {
      if (formatOf(JSON.parse(entry.text) as Entry) !== undefined) return 'history'
      entries += 1
    }
    if (entries > 0) return 'other'
    return splitter.isClosed ? 'empty' : 'unclear'
  } catch (error) {
    const isNoJson = error instanceof TypeError || error instanceof SyntaxError || isIntegrationError(error)
    if (isNoJson) return 'other'
    throw error
  }
}
