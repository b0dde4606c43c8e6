import { IntegrationError } from '../../integration-error.ts'
import type { ImportFile } from '../../stream.ts'
import { fileParseError, type Position } from '../file-parse-error.ts'
import type { ImportReport } from '../import-entries.ts'
import { jsonEntries } from '../json/json-entries.ts'
import { headOf, openUpload, type UploadedFile } from '../open-upload.ts'
import { readRange } from '../zip/read-range.ts'
import { isJson, readBeginning, recogniseRecords, recogniseSigns } from './read-beginning.ts'
import { isSign, placesOf, type SectionedExport, sectionOfText } from './sectioned-export.ts'
import { otherText, textEntries } from './text-entries.ts'

/** An entry of a section of an export. */
export interface SectionEntry<Section extends string = string> extends Position {
  readonly section: Section
  /** By the names of the JSON file, or the labels of the text file. */
  readonly value: Record<string, unknown>
  /** In characters of the file. */
  readonly length: number
}

/** How the sections of an upload are read. */
export interface SectionsReading<Section extends string> extends SectionedExport<Section> {
  readonly signal: AbortSignal
  /** The sections to return. The others are read as well, so that a damaged file is refused by each stream before its first page. */
  readonly only: readonly Section[]
  /** The option of the import by which a person chooses the section of a text file with an unknown name, and its value. */
  readonly textOption: { readonly name: string; readonly value: unknown }
}

/** The sections of an upload. */
export interface SectionsUpload<Section extends string> {
  /** Messages of the first page about files that are not imported. */
  readonly report: ImportReport
  /** The entries of all files, in order. Call again for another pass. */
  entries(): AsyncGenerator<readonly SectionEntry<Section>[]>
  sizeOf(entry: SectionEntry<Section>): number
}

/** How a file of an upload is read. */
type Format<Section> = { readonly kind: 'json' } | { readonly kind: 'text'; readonly section: Section }

/**
 * Opens an export with several lists of entries: a JSON file with all of them, a text file with one, or a ZIP file of these. A ZIP file with
 * both has them twice, so its JSON file is read. Throws `file_parse_error` for another file, while reading with line and column; for a
 * text file with an unknown name `resolvedBy` the option.
 */
export async function openSections<Section extends string>(
  file: ImportFile,
  reading: SectionsReading<Section>,
): Promise<SectionsUpload<Section>> {
  reading.signal.throwIfAborted()
  let hasJson = false
  const recognise = async (head: Uint8Array, name: string) => {
    const beginning = await readBeginning(head)
    if (!isJson(beginning)) return isText(name) ? recogniseRecords(beginning) : 'other'
    const recognised = recogniseSigns(beginning, reading)
    hasJson ||= recognised === 'wanted' || (recognised === 'unclear' && reading.names.test(name))
    return recognised
  }
  const isText = (name: string) => sectionOfText(reading, name) !== undefined
  const names = { test: (name: string) => reading.names.test(name) || isText(name) }
  const { report, files } = await openUpload(file, { ...reading, names, recognise })
  const own = files().some(({ name }) => name === undefined) ? await formatOf(file, reading) : undefined
  const parts = () =>
    files().flatMap((part) => {
      const format = own ?? formatByName(reading, part.name ?? '')
      return hasJson && format.kind === 'text' ? [] : [{ ...part, format }]
    })
  refuseTwice(parts())
  return { report, entries: () => entriesOf(parts(), reading), sizeOf: ({ length }) => length }
}

interface Part<Section> extends UploadedFile {
  readonly format: Format<Section>
}

const HEAD_BYTES = 64 * 1024

/** The format of an upload that is no ZIP file. */
async function formatOf<Section extends string>(
  file: ImportFile,
  reading: SectionsReading<Section>,
): Promise<Format<Section>> {
  const { sections, provider, textOption } = reading
  const beginning = await readBeginning(await headOf(readRange(file, 0, HEAD_BYTES), HEAD_BYTES))
  if (beginning.trim() === '' || isJson(beginning)) return { kind: 'json' }
  const [chosen] = placesOf(reading).find(([section]) => section === textOption.value) ?? []
  if (chosen !== undefined) return { kind: 'text', section: chosen }
  const format = formatByName(reading, file.filename)
  if (format.kind === 'text') return format
  if (recogniseRecords(beginning) !== 'wanted') throw otherText({ provider }, beginning)
  throw fileParseError(
    { line: 1, column: 1 },
    `the name of this text file does not say which part of the export it is, and its contents are alike. Choose the part, or request the export of ${provider} as JSON.`,
    { resolvedBy: { option: textOption.name, choices: Object.keys(sections) } },
  )
}

function formatByName<Section extends string>(
  source: Pick<SectionsReading<Section>, 'sections'>,
  name: string,
): Format<Section> {
  const section = sectionOfText(source, name)
  return section === undefined ? { kind: 'json' } : { kind: 'text', section }
}

/** Two files of one section are of two exports, or of two accounts. */
function refuseTwice<Section>(parts: readonly Part<Section>[]): void {
  const names = new Map<Section, string>()
  for (const { format, name = '' } of parts) {
    if (format.kind === 'json') continue
    const other = names.get(format.section)
    if (other !== undefined)
      throw new IntegrationError(
        'file_parse_error',
        `The ZIP file has two files of the same part of an export: ${other} and ${name}. Upload one export after the other.`,
      )
    names.set(format.section, name)
  }
}

async function* entriesOf<Section extends string>(
  parts: readonly Part<Section>[],
  reading: SectionsReading<Section>,
): AsyncGenerator<readonly SectionEntry<Section>[]> {
  const { only, provider, signal } = reading
  for (const part of parts) {
    const { format } = part
    const batches =
      format.kind === 'json'
        ? jsonSections(part, reading)
        : withSection(textEntries(part, { provider, file: part.name, signal }), format.section)
    for await (const entries of batches) {
      const wanted = entries.filter(({ section }) => only.includes(section))
      if (wanted.length > 0) yield wanted
      signal.throwIfAborted()
    }
  }
}

async function* withSection<Section, Entry extends object>(
  batches: AsyncIterable<readonly Entry[]>,
  section: Section,
): AsyncGenerator<readonly (Entry & { readonly section: Section })[]> {
  for await (const entries of batches) yield entries.map((entry) => ({ ...entry, section }))
}

/** How many members of another file are named. */
const NAMED_MEMBERS = 5

async function* jsonSections<Section extends string>(
  { open, name: file }: UploadedFile,
  reading: SectionsReading<Section>,
): AsyncGenerator<readonly SectionEntry<Section>[]> {
  const { provider, lookFor, signal } = reading
  const sectionOf = new Map(
    placesOf(reading).flatMap(([section, { lists }]) => lists.map((list) => [list, section])),
  )
  const names: string[] = []
  let isFound = false
  const onMember = (path: readonly string[]) => {
    isFound ||= isSign(reading, path)
    if (path.length === 1 && names.length < NAMED_MEMBERS) names.push(path[0] ?? '')
  }
  const lists = [...sectionOf.keys()]
  for await (const entries of jsonEntries({ open }, { provider, file, signal, lists, onMember }))
    yield entries.flatMap(({ list, ...entry }) => {
      const section = sectionOf.get(list)
      return section === undefined ? [] : [{ ...entry, section }]
    })
  if (isFound) return
  const found = names.length === 0 ? 'no members' : names.join(', ')
  throw fileParseError(
    { line: 1, column: 1, file },
    `this is not an export of ${provider}: it has ${found}. Upload ${lookFor}, or the whole ZIP file.`,
  )
}
