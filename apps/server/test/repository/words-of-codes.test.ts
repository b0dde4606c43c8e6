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

test('the page has a sentence for each problem that a person can meet, and for no other', () => {
  const known = [
    ...codesIn('components/problem-sentence.ts', /const SENTENCES[^]*?\n\}/, /^ {2}([A-Z_0-9]+): /gm),
    ...codesIn(
      'pages/problems/problem-sentences.ts',
      /const PROBLEM_SENTENCES[^]*?\n\}/,
      /^ {2}([A-Z_0-9]+): ?/gm,
    ),
  ]
  const reachable = problemsOfServer().filter((code) => !(code in NEVER_ON_A_PAGE))
  expect(known.toSorted()).toEqual(reachable)
})

test('the problems that are never met on a page exist', () => {
  expect(problemsOfServer()).toEqual(expect.arrayContaining(Object.keys(NEVER_ON_A_PAGE)))
})

/** The codes in the error tables of all packages. */
function problemsOfServer(): string[] {
  return sourceFiles(packageFolders(['packages']), ['src'])
    .map((file) => readSource(file))
    .flatMap((text) => text.split('= defineErrors({').slice(1))
    .flatMap((table) => [...table.matchAll(/^ {2}([A-Z][A-Z0-9_]+): \{/gm)].map(([, code = '']) => code))
    .toSorted()
}

const STOPS_THE_START = 'the server does not start, and its terminal tells why'
const OF_API_KEYS = 'the page signs in with a session, never with an API key'
const OF_OTHER_CLIENTS = 'the page sends no such request'
const OF_PROVIDERS = 'answered to a provider'
const A_BUG = 'a mistake in the code of the server; the person is told of an internal error'

/** Why the page needs no sentence for these. */
const NEVER_ON_A_PAGE: Readonly<Record<string, string>> = {
  ACCOUNTS_BAD_KEY: OF_API_KEYS,
  ACCOUNTS_KEY_EXPIRED: OF_API_KEYS,
  CHANGES_SCOPE_MISSING: OF_API_KEYS,
  KERNEL_MISSING_SCOPE: OF_API_KEYS,
  KERNEL_SESSION_NEEDED: OF_API_KEYS,
  RULES_SCOPE_MISSING: OF_API_KEYS,
  WEBHOOKS_SCOPE_MISSING: OF_API_KEYS,
  ACCOUNTS_BAD_OPTIONS: STOPS_THE_START,
  ACCOUNTS_INSTANCE_LOST: STOPS_THE_START,
  DATABASE_CANNOT_RUN: STOPS_THE_START,
  DATABASE_DAMAGED: STOPS_THE_START,
  DATABASE_LOCKED: STOPS_THE_START,
  DATABASE_MIGRATION_FAILED: STOPS_THE_START,
  DATABASE_MIGRATION_ORDER: STOPS_THE_START,
  DATABASE_NEWER: STOPS_THE_START,
  DATABASE_NO_RIGHTS: STOPS_THE_START,
  DATABASE_OTHER_VERSION: STOPS_THE_START,
  DATABASE_TOO_OLD: STOPS_THE_START,
  DATABASE_UNSUITABLE: STOPS_THE_START,
  DATABASE_UPGRADE_FAILED: STOPS_THE_START,
  JOBS_QUEUE_NEWER: STOPS_THE_START,
  SECRETS_BAD_MASTER_KEY: STOPS_THE_START,
  SECRETS_KEYS_LOST: STOPS_THE_START,
  SECRETS_MASTER_KEY_EXPOSED: STOPS_THE_START,
  SECRETS_MASTER_KEY_MISSING: STOPS_THE_START,
  SECRETS_MASTER_KEY_OTHER: STOPS_THE_START,
  SECRETS_MASTER_KEY_WRONG: STOPS_THE_START,
  CHANGES_START_OVER: OF_OTHER_CLIENTS,
  CONNECTIONS_BAD_RETURN_PATH: OF_OTHER_CLIENTS,
  INSTANCES_AMBIGUOUS: OF_OTHER_CLIENTS,
  KERNEL_KEY_REUSED: OF_OTHER_CLIENTS,
  KERNEL_METHOD_NOT_ALLOWED: OF_OTHER_CLIENTS,
  KERNEL_NOT_ACCEPTABLE: OF_OTHER_CLIENTS,
  KERNEL_UNSUPPORTED_MEDIA_TYPE: OF_OTHER_CLIENTS,
  MCP_RATE_LIMITED: OF_OTHER_CLIENTS,
  OPERATIONS_NO_SUCH_DOCUMENT: OF_OTHER_CLIENTS,
  INSTANCES_NOT_VERIFIED: 'answered to the service of an instance',
  INTEGRATION_NOT_VERIFIED: OF_PROVIDERS,
  INTEGRATION_WEBHOOK_UNREADABLE: OF_PROVIDERS,
  DATABASE_POOL_IN_TRANSACTION: A_BUG,
  SECRETS_BAD_REFERENCE: A_BUG,
}
