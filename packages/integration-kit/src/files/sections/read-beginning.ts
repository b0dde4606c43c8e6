import { isIntegrationError } from '../../integration-error.ts'
import { decodeText, NotText } from '../decode-text.ts'
import { EntrySplitter } from '../json/entry-splitter.ts'
import type { Recognised } from '../json/recognise-json.ts'
import { LabelledRecords } from './labelled-records.ts'
import { isSign, placesOf, type SectionedExport } from './sectioned-export.ts'
import { hasTime } from './text-entries.ts'

/** The text of the beginning of a file, which may end within a character; what comes before bytes that are no text. */
export async function readBeginning(head: Uint8Array): Promise<string> {
  let text = ''
  try {
    for await (const piece of decodeText(inOnePiece(head))) text += piece
  } catch (error) {
    if (!(error instanceof NotText)) throw error
  }
  return text
}

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** Whether a text is that of a JSON file. */
export function isJson(beginning: string): boolean {
  return /^\s*[[{]/.test(beginning)
}

/** Whether the beginning of a JSON file has one of the signs of an export; `unclear` if it has none yet. */
export function recogniseSigns(beginning: string, source: SectionedExport): Recognised {
  let isFound = false
  const lists = placesOf(source).flatMap(([, place]) => place.lists)
  const splitter = new EntrySplitter({ provider: '' }, lists, (path) => {
    isFound ||= isSign(source, path)
  })
  try {
    for (const _ of splitter.push(beginning)) if (isFound) break
  } catch (error) {
    if (!isIntegrationError(error)) throw error
    return isFound ? 'wanted' : 'other'
  }
  if (isFound) return 'wanted'
  return splitter.isClosed ? 'other' : 'unclear'
}

/** Whether the beginning of a text file has a complete record that says when something happened; `empty` for one line. */
export function recogniseRecords(beginning: string): Recognised {
  const reader = new LabelledRecords({ provider: '' })
  try {
    // A record is complete with the blank line after it.
    if ([...reader.push(beginning), ...reader.end()].some(hasTime)) return 'wanted'
  } catch (error) {
    if (!isIntegrationError(error)) throw error
  }
  return reader.lines === 1 ? 'empty' : 'other'
}
