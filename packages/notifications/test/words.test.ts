import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { languageOf, wordsIn } from '../src/words/words.ts'

const german = languageOf('de')
const written = { title: 'Title', message: '{message}' }

/** Each parameter is its own name, so that a sentence is that of a catalogue of messages. */
const NAMES = Object.fromEntries(
  'channel date days fault filename host inserted integration label name provider scopes storage stream subject threshold titles unit value'
    .split(' ')
    .map((name) => [name, `{${name}}`]),
)
const REASONS = [
  'access_withdrawn',
  'credentials_rejected',
  'test_access_expired',
  'scope_missing',
  'action_required',
]
const STATES = [...REASONS, 'bad_configuration', 'failed_repeatedly', 'provider_gone'].map((reasonCode) => ({
  reasonCode,
}))
/** What decides about the sentences of each kind. */
const CASES: Readonly<Record<string, readonly object[]>> = {
  connection_needs_action: STATES,
  connection_needs_permission: [{ reasonCode: 'scope_missing', scopes: '' }],
  connection_needs_reauth: STATES,
  connection_not_revoked: [{}],
  connection_paused: STATES,
  export_failed: [{}],
  notification_channel_failed: [{ isPaused: 1 }, { isPaused: 0 }],
  plugin_degraded: [{}],
  plugin_recovered: [{}],
  plugin_unhealthy: [{}],
  records_rejected: [{}],
  rule_fired: [
    { on: 'metric', passes: 'above' },
    { on: 'metric', passes: 'below' },
    { on: 'item', count: 1 },
    { on: 'item', count: '{count}' },
    { on: 'connection' },
    { on: 'import', status: 'failed' },
    { on: 'import', status: 'succeeded' },
  ],
  sync_warning: [{}],
  webhook_disabled: [{ reason: 'gone' }],
}

/** The German texts of the page. */
async function readCatalogue(): Promise<string[]> {
  const files = ['pages/notifications/locales/de.po', 'locales/de.po'].map((path) =>
    readFile(new URL(`../../../apps/web/src/${path}`, import.meta.url), 'utf8'),
  )
  return (await Promise.all(files)).flatMap((file) =>
    [...file.matchAll(/^msgstr "(.*)"$/gm)].map(([, text = '']) => text.replaceAll('{reason}', '{message}')),
  )
}

describe('a German message', () => {
  test.each(Object.entries(CASES))('of the kind %s has the words of the page', async (kind, cases) => {
    const catalogue = [...(await readCatalogue()), '{message}']
    for (const parameters of cases) {
      const { title, message } = wordsIn(german, {
        ...written,
        kind,
        parameters: { ...NAMES, ...parameters },
      })
      expect(catalogue).toContain(title)
      expect(catalogue).toContain(message)
    }
  })

  test('has every kind that the page has', async () => {
    const file = new URL('../../../apps/web/src/pages/notifications/notification-kinds.ts', import.meta.url)
    const kinds = [...(await readFile(file, 'utf8')).matchAll(/^ {2}'([a-z_]+)',$/gm)].map(([, kind]) => kind)
    expect(kinds.length).toBeGreaterThan(0)
    expect(Object.keys(CASES)).toEqual(kinds)
  })

  test('writes numbers and dates as they are written in German', () => {
    const parameters = {
      on: 'metric',
      label: 'Schritte',
      passes: 'above',
      threshold: 10_000,
      date: '2026-11-29',
      value: 10_500.5,
      unit: '',
    }
    expect(wordsIn(german, { ...written, kind: 'rule_fired', parameters })).toEqual({
      title: 'Schritte über 10.000',
      message: '29.11.2026: 10.500,5',
    })
    const days = (count: number) =>
      wordsIn(german, {
        ...written,
        kind: 'webhook_disabled',
        parameters: { reason: 'failing', days: count },
      }).message
    expect([days(1).slice(0, 10), days(5).slice(0, 12)]).toEqual(['Seit 1 Tag', 'Seit 5 Tagen'])
  })

  test.each([
    ['of a kind that is not known', { kind: 'of_a_plugin', parameters: { name: 'x' } }],
    ['of an older version, without parameters', { kind: 'plugin_recovered', parameters: {} }],
  ])('%s has the words of its plugin', (_, given) => {
    expect(wordsIn(german, { ...written, ...given })).toEqual(written)
  })
})

test('without a choice, messages are in the words of their plugin', () => {
  const given = { ...written, kind: 'plugin_recovered', parameters: { subject: 'x' } }
  expect(wordsIn(languageOf(null), given)).toEqual(written)
})
