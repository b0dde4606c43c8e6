import {
  defineIntegration,
  fileImport,
  IntegrationError,
  type MediaRecord,
  mediaStream,
  type Page,
} from '@tributary/integration-kit'

const PAGE_ROWS = 2

/** A small but whole integration for the kit's own tests: each line is `YYYY-MM-DD title`. */
export const lineNotes = defineIntegration({
  name: 'line-notes',
  displayName: 'Line notes',
  version: '1.0.0',
  description: 'One watched thing a line.',
  files: fileImport({ accept: ['.txt'], maxBytes: 64 * 1024, howTo: ['Write it down.'] }),
  streams: [
    mediaStream({
      id: 'notes',
      displayName: 'Notes',
      async *importFile({ file, cursor, signal }) {
        let text = ''
        const decoder = new TextDecoder()
        for await (const chunk of file.open()) text += decoder.decode(chunk, { stream: true })
        signal.throwIfAborted()
        if (text === '') throw new IntegrationError('file_parse_error', 'There is nothing in this file.')
        const lines = text.split('\n').filter((line) => line !== '')
        const records = lines.map(toRecord)
        for (let row = Number(cursor ?? 0); row < records.length; row += PAGE_ROWS) {
          const page: Page<MediaRecord> = {
            records: records.slice(row, row + PAGE_ROWS),
            cursor: row + PAGE_ROWS,
          }
          yield page
          signal.throwIfAborted()
        }
      },
    }),
  ],
})

function toRecord(line: string, index: number): MediaRecord {
  const match = /^(\d{4}-\d\d-\d\d) (.+)$/.exec(line)
  if (match === null) {
    throw new IntegrationError('file_parse_error', `Line ${index + 1} should begin with a date.`, {
      line: index + 1,
      column: 1,
    })
  }
  const [, occurredOn = '', title = ''] = match
  return { externalId: line, type: 'unknown', title, occurredOn, raw: { line } }
}
