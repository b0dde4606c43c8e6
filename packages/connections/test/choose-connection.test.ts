import { field, fields } from '@tributary/integration-kit'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { describe, expect, it } from 'vitest'
import { chooseConnection, MOST_CONNECTIONS } from '../src/connecting/choose-connection.ts'
import type { ConnectionRow } from '../src/tables.ts'

const connection = fields({
  baseUrl: field.url({ label: 'Address', required: false }),
  timeZone: field.timeZone({ label: 'Time zone', required: false, changeable: true }),
})
const definition = { name: 'pair', displayName: 'Pair', connection } as unknown as IntegrationDefinition

/** What counts of a connection. */
function row(part: Partial<ConnectionRow>): ConnectionRow {
  return { status: 'connected', account_id: null, account_name: null, settings: {}, ...part } as ConnectionRow
}

interface Case {
  readonly own: readonly ConnectionRow[]
  readonly account?: string
  readonly target?: string
  readonly settings?: Readonly<Record<string, string>>
}

/** The id of the connection that is renewed, `new`, or the code of the refusal. */
function chosen({ own, account, target, settings = {} }: Case): string {
  try {
    const arrival = { definition, target, settings }
    const known = account === undefined ? undefined : { id: account }
    return chooseConnection(own, { ...arrival, account: known })?.id ?? 'new'
  } catch (error) {
    return (error as { code: string }).code
  }
}

const ada = row({ id: 'a', account_id: 'ada' })
const grace = row({ id: 'g', account_id: 'grace' })
const ended = row({ id: 'e', account_id: 'ended', status: 'disconnected' })
const nameless = row({ id: 'n' })
const other = row({ id: 'o', settings: { baseUrl: 'https://other.example' } })
const gone = row({ id: 'x', status: 'disconnected' })

describe('an account that is identified', () => {
  it.each<[string, Case, string]>([
    ['is new beside none', { own: [], account: 'ada' }, 'new'],
    ['is new beside another', { own: [grace], account: 'ada' }, 'new'],
    ['renews its own connection', { own: [grace, ada], account: 'ada' }, 'a'],
    ['renews its own also when a new one is asked for', { own: [ada], account: 'ada', target: 'new' }, 'a'],
    ['renews its own after its end', { own: [ada, ended], account: 'ended' }, 'e'],
    ['renews its own by name', { own: [ada, grace], account: 'ada', target: 'a' }, 'a'],
    [
      'is refused for another’s',
      { own: [ada, grace], account: 'ada', target: 'g' },
      'CONNECTIONS_OTHER_ACCOUNT',
    ],
    [
      'is refused for another user’s connection',
      { own: [grace], account: 'ada', target: 'g' },
      'CONNECTIONS_OTHER_ACCOUNT',
    ],
    [
      'is refused for one that is not there',
      { own: [ada], account: 'ada', target: 'z' },
      'CONNECTIONS_NOT_FOUND',
    ],
    [
      'renews a connection with an unknown account, if named',
      { own: [nameless], account: 'ada', target: 'n' },
      'n',
    ],
    [
      'does not renew an ended connection with an unknown account',
      { own: [gone], account: 'ada', target: 'x' },
      'CONNECTIONS_OTHER_ACCOUNT',
    ],
  ])('%s', (_name, given, expected) => {
    expect(chosen(given)).toBe(expected)
  })
})

describe('an account that cannot be identified', () => {
  it.each<[string, Case, string]>([
    ['is new beside none', { own: [] }, 'new'],
    ['renews the only connection', { own: [nameless] }, 'n'],
    ['is new beside one that has ended', { own: [gone] }, 'new'],
    ['renews the only one that has not ended', { own: [gone, nameless] }, 'n'],
    ['is new at another server', { own: [other] }, 'new'],
    [
      'renews that with another value of a changeable setting',
      { own: [nameless], settings: { timeZone: 'UTC' } },
      'n',
    ],
    [
      'renews that of its server',
      { own: [nameless, other], settings: { baseUrl: 'https://other.example' } },
      'o',
    ],
    ['is new where that is asked for', { own: [nameless], target: 'new' }, 'new'],
    ['has to be named among several', { own: [nameless, row({ id: 'm' })] }, 'CONNECTIONS_WHICH'],
    ['is named among several', { own: [nameless, row({ id: 'm' })], target: 'm' }, 'm'],
    ['is refused for one of another server', { own: [other], target: 'o' }, 'CONNECTIONS_OTHER_ACCOUNT'],
    ['is refused for one that has ended', { own: [gone], target: 'x' }, 'CONNECTIONS_OTHER_ACCOUNT'],
  ])('%s', (_name, given, expected) => {
    expect(chosen(given)).toBe(expected)
  })
})

it('a person has so many connections of an integration at most, and renews them all the same', () => {
  const own = Array.from({ length: MOST_CONNECTIONS }, (_, n) => row({ id: `${n}`, account_id: `${n}` }))
  expect(chosen({ own, account: 'ada' })).toBe('CONNECTIONS_TOO_MANY')
  expect(chosen({ own, account: '3' })).toBe('3')
})
