import type { FileSample, RecognisedFile } from '../../file-sample.ts'
import { readBeginning } from '../sections/read-beginning.ts'
import { kindOf, type MixedExport } from './mixed-export.ts'

/**
 * `fileImport.recognise` for exports as `importMixed` reads them: by the contents of any of its files. In a ZIP file whose beginnings do
 * not tell it the folders do, which is not certain.
 *
 * @example
 * const recognise = (sample: FileSample) => recogniseMixed(sample, MIXED)
 */
export async function recogniseMixed(
  { filename, head, entries }: FileSample,
  source: MixedExport,
): Promise<RecognisedFile | undefined> {
  const what = `${source.what.charAt(0).toUpperCase()}${source.what.slice(1)}`
  for (const each of entries ?? [{ name: filename, head }]) {
    if (each.head.length === 0) continue
    const name = each.name.split('/').at(-1) ?? ''
    if (kindOf(source, await readBeginning(each.head), name) !== undefined) return { certain: true, what }
  }
  const isNamedSo = entries?.some(({ name }) => source.folder.test(name)) === true
  return isNamedSo ? { certain: false, what: `${what}, by the name of the folder` } : undefined
}
