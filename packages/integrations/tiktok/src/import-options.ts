import { sectionOptions } from '@tributary/integration-kit/files'
import { EXPORT } from './export-table.ts'

/** The options of an import. */
export const TikTokImportOptions = sectionOptions(EXPORT, {
  contents:
    'What a single text file contains. Found out from its name in English and Dutch unless you choose; without effect for a JSON or ZIP file.',
  timeZone:
    'Where you were, as an IANA name such as Europe/Berlin: TikTok has its times in UTC, and this tells the local date.',
})
