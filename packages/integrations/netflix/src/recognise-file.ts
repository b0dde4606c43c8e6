import { type FileSample, type RecognisedFile, recogniseCsv } from '@tributary/integration-kit/files'
import { type Format, formatOfHeader, formatOfRow } from './recognise-format.ts'

const WHAT = {
  quick: 'Viewing history of one profile (NetflixViewingHistory.csv)',
  full: 'Viewing activity of all profiles (ViewingActivity.csv)',
} as const satisfies Record<Format['kind'], string>

/** Netflix translates its headers: then the rows tell. Two columns with a date in the second are not only written by Netflix. */
export async function recogniseFile({ head, entries }: FileSample): Promise<RecognisedFile | undefined> {
  if (entries !== undefined) return undefined
  let isTranslated = false
  try {
    const format = await recogniseCsv(head, {
      ofHeader: formatOfHeader,
      ofRow: (row, header) => {
        isTranslated = true
        return formatOfRow(row, header)
      },
    })
    if (format === undefined) return undefined
    return { certain: format.kind === 'full' || !isTranslated, what: WHAT[format.kind] }
  } catch {
    // Without its header: the preview says what is missing.
    return { certain: false, what: 'Viewing history of Netflix without its first line' }
  }
}
