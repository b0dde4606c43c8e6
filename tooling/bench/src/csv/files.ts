import { once } from 'node:events'
import { createWriteStream } from 'node:fs'

/** Rows of each form, by number. */
export const FILES = {
  short: {
    header: 'Title,Date',
    row: (n: number) => `Series ${n % 997}: Season ${n % 9}: Episode ${n},${day(n)}`,
  },
  quoted: {
    header:
      'Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type,Device Type,Bookmark,Latest Bookmark,Country',
    row: (n: number) =>
      `"Ada","2026-0${1 + (n % 9)}-11 20:${10 + (n % 50)}:07","00:41:09","","The ""${n}"", or ${n % 7}","","Chromecast, 4K","00:41:09","Not latest view","DE (Germany)"`,
  },
} as const satisfies Record<string, { header: string; row: (n: number) => string }>

export type FileForm = keyof typeof FILES

const day = (n: number) => `${1 + (n % 12)}/${1 + (n % 28)}/26`

export async function writeFile(path: string, form: FileForm, rows: number): Promise<void> {
  const { header, row } = FILES[form]
  const file = createWriteStream(path)
  file.write(`${header}\n`)
  for (let n = 0; n < rows; n += 1) if (!file.write(`${row(n)}\n`)) await once(file, 'drain')
  file.end()
  await once(file, 'close')
}

/** Files with one fault each, in or from line 3. */
export const FAULTS: Readonly<Record<string, string>> = {
  'a quote in an unquoted value': 'Title,Date\na,1\nb "c" d,2\ne,3\n',
  'a quote that is never closed': 'Title,Date\na,1\n"b,2\ne,3\n',
  'text after a closing quote': 'Title,Date\na,1\n"b"c,2\ne,3\n',
  'a row without a column': 'Title,Date\na,1\nb\ne,3\n',
  'a value of 100,000 characters': `Title,Date\na,1\n"${'x'.repeat(100_000)}",2\ne,3\n`,
}
