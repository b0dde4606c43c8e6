import { Type } from 'typebox'
import type { ImportContext, Page } from '../../stream.ts'
import { textOf } from '../../values/value-of.ts'
import { importEntries } from '../import-entries.ts'
import { readOptions, timeZoneOption } from '../import-options.ts'
import { rejectedEntry } from '../json/json-entries.ts'
import { type LocalTime, localTimes } from '../local-times.ts'
import { openSections, type SectionEntry } from './open-sections.ts'
import { placesOf, type SectionedExport } from './sectioned-export.ts'

/** An entry with its time, which is found among its values: names change over time, and labels are translated. */
export interface TimedEntry<Section extends string> extends LocalTime {
  readonly section: Section
  /** The entry as it is in the file. */
  readonly value: Record<string, unknown>
  /** Its other values that are texts and not blank, in order, with their names or labels. */
  readonly texts: readonly { readonly name: string; readonly text: string }[]
}

/** The sections that a stream imports, and how. */
interface SectionsImport<Section extends string, Row extends object> {
  readonly only: readonly Section[]
  /** The record of an entry, or the reason why it is rejected. */
  read(entry: TimedEntry<Section>): Row | string
  /** Milliseconds since 1970: times later than tomorrow are impossible. */
  now?(): number
}

/**
 * Imports some sections of an export of several lists of things that happened at a time in UTC: a JSON file with all of them, a text file
 * with one, or a ZIP file of these. A ZIP file with both has everything twice, so its JSON file is read. Each stream checks the whole file
 * before its first page. Files that are not imported are reported by the stream with the first section. The options of the import are
 * `sectionOptions`.
 *
 * @example
 * importFile: (context) =>
 *   importSections(context, EXPORT, {
 *     only: ['seen'],
 *     read: ({ instant, date, texts: [film], value: raw }) =>
 *       film === undefined
 *         ? 'It has no title.'
 *         : {
 *             externalId: `${instant}|${film.text}`, type: 'movie' as const, title: film.text,
 *             occurredOn: date, occurredAt: instant, raw,
 *           },
 *   })
 */
export async function* importSections<Section extends string, Row extends object>(
  context: Pick<ImportContext, 'cursor' | 'file' | 'options' | 'signal'>,
  source: SectionedExport<Section>,
  { only, read, now = Date.now }: SectionsImport<Section, Row>,
): AsyncGenerator<Page<Row>> {
  const { file, signal } = context
  const { contents, timeZone } = readOptions(sectionOptions(source), context.options)
  const timeOf = localTimes({ timeZone, first: source.firstDate, now: now() })
  const textOption = { name: 'contents', value: contents }
  const { report, ...upload } = await openSections(file, { ...source, signal, textOption, only })
  const [first] = placesOf(source)
  yield* importEntries(context, {
    ...upload,
    ...(only.some((section) => section === first?.[0]) && { report }),
    reader: () => (entry) => {
      const timed = timedEntry(entry, timeOf)
      const row = timed === undefined ? NO_TIME : read(timed)
      return typeof row === 'string'
        ? { rejected: rejectedEntry(entry, row, entry.value) }
        : { toRecord: () => row }
    },
  })
}

const NO_TIME = 'It has no possible time such as 2026-10-01 10:00:00.'

function timedEntry<Section extends string>(
  { section, value }: SectionEntry<Section>,
  timeOf: (text: unknown) => LocalTime | undefined,
): TimedEntry<Section> | undefined {
  const values = Object.entries(value).flatMap(([name, each]) => {
    const text = textOf(each)?.trim()
    return text === undefined ? [] : [{ name, text }]
  })
  const index = values.findIndex(({ text }) => timeOf(text) !== undefined)
  const time = timeOf(values[index]?.text)
  return time && { ...time, section, value, texts: values.toSpliced(index, 1) }
}

/**
 * The options of such an import: `contents`, the section of a single text file whose name does not tell it, and `timeZone`, which determines
 * local dates.
 *
 * @example
 * const Options = sectionOptions(EXPORT, { contents: 'What a single text file contains.', timeZone: 'Where you were.' })
 */
export function sectionOptions(
  { sections }: Pick<SectionedExport, 'sections'>,
  descriptions: { readonly contents?: string; readonly timeZone?: string } = {},
) {
  const { contents: description = '', timeZone = '' } = descriptions
  return Type.Object({
    contents: Type.Optional(
      Type.Enum(['auto', ...Object.keys(sections)], {
        title: 'Contents of a text file',
        description,
        default: 'auto',
      }),
    ),
    timeZone: timeZoneOption(timeZone),
  })
}
