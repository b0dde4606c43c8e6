import type { ActivityOptions } from './activities.ts'
import { generateJsonExport, type JsonExportOptions } from './json-export.ts'
import { type TextLanguage, textFiles } from './text-export.ts'
import { wholeOf, zipOf } from './zip-of.ts'

/** `TikTok_Data_….zip` with the JSON file. */
export async function jsonZip(options: JsonExportOptions): Promise<Uint8Array> {
  return zipOf({ 'user_data_tiktok.json': await wholeOf(generateJsonExport(options)) })
}

/** `TikTok_Data_….zip` with the text files. */
export async function textZip(options: ActivityOptions, language?: TextLanguage): Promise<Uint8Array> {
  const files = textFiles(options, language).map(
    async ({ name, chunks }) => [name, await wholeOf(chunks())] as const,
  )
  return zipOf(Object.fromEntries(await Promise.all(files)))
}
