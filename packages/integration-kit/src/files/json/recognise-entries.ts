import type { FileSample, RecognisedFile } from '../../file-sample.ts'
import { recogniseJsonOrHtml } from '../html/json-or-html.ts'
import type { JsonContents } from './upload-entries.ts'

/**
 * `fileImport.recognise` for JSON files as `openJsonUpload` reads them: by their entries, whatever the files are called, and in a ZIP file by
 * those of any file in it. Lists without a complete entry are recognised by their name, and are not certain.
 *
 * @example
 * const HISTORY = {
 *   what: 'watch history', names: /^watch-history\.json$/, isWanted: (entry: object) => 'titleUrl' in entry,
 * }
 * const recognise = (sample: FileSample) => recogniseEntries(sample, HISTORY)
 */
export async function recogniseEntries(
  { filename, head, entries = [{ name: filename, head }] }: FileSample,
  { what, names, isWanted, html }: Pick<JsonContents, 'what' | 'names' | 'isWanted' | 'html'>,
): Promise<RecognisedFile | undefined> {
  const shown = `${what.charAt(0).toUpperCase()}${what.slice(1)}`
  let isNamedSo = false
  for (const each of entries) {
    let format: boolean | string | undefined
    const kind = await recogniseJsonOrHtml(
      each.head,
      (entry) => {
        format = isWanted(entry)
        return Boolean(format)
      },
      html,
    )
    if (kind === 'wanted') return { certain: true, what: `${shown}${nameOf(format)}` }
    isNamedSo ||= kind !== 'other' && names.test(each.name.split('/').at(-1) ?? '')
  }
  return isNamedSo ? { certain: false, what: `${shown}, by the name of the file` } : undefined
}

/** `extended-history` → ` (extended history)`. */
function nameOf(format: boolean | string | undefined): string {
  return typeof format === 'string' ? ` (${format.replaceAll('-', ' ')})` : ''
}
