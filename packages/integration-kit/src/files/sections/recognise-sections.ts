import type { FileSample, RecognisedFile } from '../../file-sample.ts'
import { isJson, readBeginning, recogniseRecords, recogniseSigns } from './read-beginning.ts'
import { type SectionedExport, sectionOfText } from './sectioned-export.ts'

/**
 * `fileImport.recognise` for exports as `openSections` reads them: a JSON file by its members, a text file by what only the provider writes;
 * in a ZIP file by any file in it. A file that only its name or only its contents tell is not certain.
 *
 * @example
 * const recognise = (sample: FileSample) => recogniseSections(sample, EXPORT)
 */
export async function recogniseSections(
  { filename, head, entries = [{ name: filename, head }] }: FileSample,
  source: SectionedExport,
): Promise<RecognisedFile | undefined> {
  const what = `${source.what.charAt(0).toUpperCase()}${source.what.slice(1)}`
  let uncertain: RecognisedFile | undefined
  for (const each of entries) {
    const beginning = await readBeginning(each.head)
    const name = each.name.split('/').at(-1) ?? ''
    if (isJson(beginning)) {
      const kind = recogniseSigns(beginning, source)
      if (kind === 'wanted') return { certain: true, what: `${what} (JSON)` }
      if (kind === 'unclear' && source.names.test(name))
        uncertain ??= { certain: false, what: `${what}, by the name of the file` }
    } else if (recogniseRecords(beginning) === 'wanted') {
      const isNamedSo = sectionOfText(source, name) !== undefined
      const isMarked = source.mark.test(beginning)
      if (isNamedSo && isMarked) return { certain: true, what: `${what} (text)` }
      if (isNamedSo || isMarked) uncertain ??= { certain: false, what: `${what} (text)` }
    }
  }
  return uncertain
}
