import { CONNECTION_REASONS, JOB_ERROR_CODES } from '@tributary/integration-host'
import { expect, test } from 'vitest'
import { packageFolders, readSource, sourceFiles } from './source-files.ts'

/** The page has words in every language for what the server writes in English, by these codes. */
const PAGE = 'apps/web/src'

/** The strings in the first list or table of a file of the page that matches. */
function codesIn(file: string, block: RegExp, code: RegExp): string[] {
  const [text = ''] = block.exec(readSource(`${PAGE}/${file}`)) ?? []
  return [...text.matchAll(code)].map(([, found = '']) => found).toSorted()
}

test('the page has a sentence for each reason of a connection, and for no other', () => {
  const known = codesIn('components/reason-sentences.ts', /const SENTENCES[^]*?\n\}/, /^ {2}(\w+): /gm)
  expect(known).toEqual([...CONNECTION_REASONS].toSorted())
})

test('the page has a sentence for each error of a job, and for no other', () => {
  const known = codesIn('components/error-code.ts', /ERROR_CODES = \[[^]*?\]/, /'(\w+)'/g)
  expect(known).toEqual([...JOB_ERROR_CODES].toSorted())
})

test('the page has words for each kind of notification that the server writes, and for no other', () => {
  const known = codesIn(
    'pages/notifications/notification-kinds.ts',
    /NOTIFICATION_KINDS = \[[^]*?\]/,
    /'(\w+)'/g,
  )
  expect(known).toEqual(kindsOfServer())
})

/** A notice names its kind and its severity one after the other. */
function kindsOfServer(): string[] {
  const kinds = sourceFiles(packageFolders(['packages']), ['src'])
    .filter((file) => !file.includes('/generated/') && !file.endsWith('notification-view.ts'))
    .flatMap((file) => [...readSource(file).matchAll(/\bkind: ([^\n]*'\w+'),\n\s*severity: /g)])
    .flatMap(([, values = '']) => [...values.matchAll(/'(\w+)'/g)].map(([, kind = '']) => kind))
  return [...new Set(kinds)].toSorted()
}
