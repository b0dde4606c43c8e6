import {
  apiKey,
  credentials,
  dailyMetricStream,
  defineIntegration,
  deviceCode,
  field,
  fields,
  fileImport,
  type MediaRecord,
  mediaStream,
  oauth2,
} from '@tributary/integration-kit'
import type { IntegrationDefinition, StreamOptions } from '@tributary/integration-kit/host'
import { Type } from 'typebox'
import { describe, expect, test } from 'vitest'
import { checkDefinition } from '../../src/check/check-definition.ts'
import { checkKinds } from '../../src/check/check-kinds.ts'

const files = fileImport({ accept: ['.csv'], maxBytes: 1024, howTo: ['Ask for it.'] })
const api = { baseUrl: 'https://example.org' }
const identify = async () => ({ id: 'ada' })
const byKey = { auth: apiKey({ header: 'authorization', scheme: 'Bearer', howTo: ['Copy it.'] }) }
async function* nothing() {}
const stream = (options: Partial<StreamOptions<MediaRecord>> = {}) =>
  mediaStream({ id: 'history', displayName: 'History', importFile: nothing, ...options })
const daily = (id: string, field: string) =>
  dailyMetricStream({
    id,
    displayName: id,
    importFile: nothing,
    fields: { [field]: { label: 'Steps', type: 'number' } },
  })
const parts = {
  name: 'example',
  displayName: 'Example',
  version: '1.0.0',
  description: 'An example.',
  streams: [stream()],
}
// A plugin in JavaScript is held to nothing but the check.
const definition = (more: object = {}) => ({ ...parts, files, ...more }) as unknown as IntegrationDefinition

const client = { clientId: field.text({ label: 'ID' }), clientSecret: field.secret({ label: 'Secret' }) }
const server = {
  tokenUrl: 'https://example.org/token',
  clientAuthentication: 'body',
  rotation: 'strict',
} as const
const flow = { ...server, authorizationUrl: 'https://example.org/authorize', pkce: true }

const credentialsOf = (name: string) =>
  credentials({ fields: fields({ [name]: field.text({ label: 'Key' }) }), howTo: [], authorize: () => ({}) })
const signature = { header: 'x-signature', algorithm: 'sha256', encoding: 'hex', secret: 'hookSecret' }
const hooked = (more: object) => ({
  ...byKey,
  api,
  identify,
  config: fields({ hookSecret: field.secret({ label: 'Secret' }) }),
  webhook: { signature, events: () => [], ...more },
})
const term = { forbids: 'ai', sentence: 'No AI.', source: 'https://example.org', checkedOn: '2026-11-02' }
const extended = (...more: object[]) => ({
  extend: {
    routes: more.map((each) => ({
      method: 'GET',
      path: '/search',
      summary: 'Search',
      response: Type.Object({}),
      handle: async () => ({}),
      ...each,
    })),
  },
})
const limited = (...rateLimits: object[]) => ({ api: { ...api, rateLimits } })

const shownFor = (name: string, is: string | boolean) => ({
  config: Type.Object({
    mode: field.select({ label: 'Mode', choices: ['sandbox', 'live'] }),
    kinds: field.multiSelect({ label: 'Kinds', choices: ['song'] }),
    address: field.url({ label: 'Address' }),
    token: field.secret({ label: 'Token', visibleWhen: { field: name, is } }),
  }),
})

const visibilityMistakes: [object, string][] = [
  [
    shownFor('mod', 'live'),
    'integration "example", config, declares "token" with visibleWhen: the form has no field "mod"; did you mean "mode"?',
  ],
  [shownFor('mode', 'production'), '"mode" never has the value "production"'],
  [shownFor('kinds', 'episode'), '"kinds" never has the value "episode"'],
  [shownFor('address', 'https://example.org'), '"address" is of kind url; name a field of kind text, '],
  [shownFor('token', 'abc'), 'the field depends on itself: remove one of the conditions'],
]

describe('an invalid definition is refused with what to change', () => {
  test.each<readonly [object, string]>([
    [{ name: 'My_Thing' }, 'integration name "My_Thing" must be lower-case kebab, like "last-fm"'],
    [{ streams: [] }, 'declares neither streams nor "provides"'],
    [{ streams: [stream({ id: 'A B' })] }, 'stream "A B" of integration "example" must be lower-case kebab'],
    [{ streams: [stream(), stream()] }, 'integration "example" declares two streams "history"'],
    [
      { streams: [mediaStream({ id: 'idle', displayName: 'Idle' })] },
      'stream "idle" of integration "example" has neither sync nor importFile: it could never deliver',
    ],
    [
      { files: undefined },
      'stream "history" of integration "example" has no sync, and the integration imports no files: add "files" to it',
    ],
    [
      { auth: { kind: 'oauth1' } },
      'integration "example" has an auth of the unknown kind "oauth1": use oauth2, deviceCode, credentials, none',
    ],
    [{ ...byKey, api }, 'integration "example" connects by credentials: add "identify"'],
    [{ ...byKey, identify }, 'integration "example" identifies accounts, but has no "api" to ask'],
    [
      { auth: credentials({ fields: Type.Object({}), howTo: [], authorize: () => ({}) }), api, identify },
      'integration "example" asks for no credentials: declare "fields" with field.*',
    ],
    [
      { api: { baseUrl: 'http://example.org' } },
      'names "http://example.org": write an absolute https address',
    ],
    [{ api: { baseUrl: 'example.org/v1' } }, 'names "example.org/v1": write an absolute https address'],
    [{ auth: oauth2(flow) }, 'its config needs the field "clientId"'],
    [
      { auth: oauth2(flow), config: Type.Object({ clientId: client.clientId }) },
      'its config needs the field "clientSecret"',
    ],
    [
      {
        auth: oauth2(flow),
        config: Type.Object({ ...client, clientSecret: field.text({ label: 'Secret' }) }),
      },
      'integration "example" declares "clientSecret" as text: use field.secret, which seals it',
    ],
    [
      { auth: oauth2({ ...flow, clientAuthentication: 'none', pkce: false }), config: Type.Object(client) },
      'has a client without a secret: it needs pkce',
    ],
    [
      { auth: oauth2({ ...flow, tokenUrl: 'http://example.org' }), config: Type.Object(client) },
      'names "http://example.org"',
    ],
    [
      {
        auth: deviceCode({ ...server, deviceAuthorizationUrl: 'ftp://example.org' }),
        config: Type.Object(client),
      },
      'names "ftp://example.org"',
    ],
    ...[
      field.url({ label: 'Address', required: false, changeable: true }),
      field.text({ label: 'Name', changeable: true }),
      field.text({ label: 'Name', default: 'Ada', changeable: true }),
    ].map((place): [object, string] => [
      { connection: Type.Object({ place }) },
      'integration "example" declares "place" in "connection" as changeable: give it "required: false", no default, and another kind than url',
    ]),
    ...visibilityMistakes,
    [
      { config: Type.Object({ plain: Type.String() }) },
      'integration "example", config, declares "plain" without field.*: make it with one, like field.text({ label: \'…\' })',
    ],
    [
      { auth: credentialsOf('connectionId'), api, identify },
      'integration "example", auth.fields, declares the field "connectionId", a name that the server\'s own routes use beside the form: choose another',
    ],
    [{ auth: credentialsOf('settings'), api, identify }, 'declares the field "settings", a name that'],
    [
      { auth: credentialsOf('constructor'), api, identify },
      'declares the field "constructor": use a name in',
    ],
    [
      { connection: fields({ base_url: field.url({ label: 'Address' }) }) },
      'the field "base_url": use a name',
    ],
    [
      { connection: fields({ token: field.secret({ label: 'Token' }) }) },
      'integration "example" declares the secret "token" in "connection": ask for it in the fields of "credentials"',
    ],
    [
      { files: fileImport({ ...files, options: Type.Object({ file: Type.String() }) }) },
      'integration "example", files.options, declares the field "file", a name that',
    ],
    [{ files: { ...files, accept: ['csv'] } }, 'accepts "csv": write the ending with its dot, like ".csv"'],
    [{ files: { ...files, accept: [] } }, 'accepts no file: name the endings'],
    [{ files: { ...files, maxBytes: 0 } }, 'has maxBytes = 0: use a whole number of bytes'],
    [{ streams: [stream({ importFile: 'file' as never })] }, 'has a importFile that is not a function'],
    [
      { streams: [stream({ sync: nothing, importFile: undefined as never })], api },
      'integration "example", files, is imported by no stream: add "importFile" to one',
    ],
    [{ streams: undefined }, 'integration "example" has no list of streams: add "streams"'],
    [{ displayName: ' ' }, 'integration "example" has no displayName: add one'],
    [{ shedule: {} }, 'integration "example" has the unknown member "shedule": is it "schedule"?'],
    [
      { api: { ...api, baseURL: '' } },
      'integration "example", api, has the unknown member "baseURL": is it "baseUrl"?',
    ],
    [
      { schedule: { hourly: true } },
      'schedule, has the unknown member "hourly": there are everyMinutes, windowDays,',
    ],
    [{ facts: { sunset: { day: '2026-01-01' } } }, 'facts.sunset, has the unknown member "day"'],
    [
      { streams: [{ ...stream(), scope: ['read'] }] },
      'stream "history", has the unknown member "scope": is it "scopes"?',
    ],
    [
      { auth: oauth2({ ...flow, quirks: { replyMembers: 'body' } as never }), config: Type.Object(client) },
      'auth.quirks, has the unknown member "replyMembers": is it "replyMember"?',
    ],
    [
      { auth: oauth2({ ...flow, rotation: 'sometimes' as never }), config: Type.Object(client) },
      'has the unknown auth.rotation "sometimes": use none-returned, same, strict, grace',
    ],
    [extended({ path: '/sync' }), 'has the path "/sync", which the standard routes take: choose another'],
    [extended({ path: 'search' }), 'has the path "search": use one like "/search" or "/top/tracks"'],
    [extended({ method: 'PATCH' }), 'extend.routes[0], has the method "PATCH": use GET, POST, PUT, DELETE'],
    [extended({ handle: undefined }), 'extend.routes[0], has no "handle"'],
    [extended({ handler: () => {} }), 'has the unknown member "handler": is it "handle"?'],
    [extended({}, {}), 'extend.routes[1], is GET /search once more: leave one'],
    [{ extend: { services: { 'my-service': () => {} } } }, 'extend.services has "my-service": use a name in'],
    [
      hooked({ signature: undefined }),
      'needs either "signature" or "verify", or requests of any sender are accepted',
    ],
    [hooked({ verify: () => true }), 'needs either "signature" or "verify"'],
    [hooked({ events: undefined }), 'webhook, has no "events": say what a request tells'],
    [
      hooked({ signature: { ...signature, algorithm: 'md5' } }),
      'unknown signature.algorithm "md5": use sha1,',
    ],
    [
      hooked({ signature: { ...signature, encoding: 'utf8' } }),
      'unknown signature.encoding "utf8": use hex,',
    ],
    [hooked({ signature: { ...signature, secret: 'key' } }), 'from the config field "key": declare it with'],
    [
      hooked({ signature: { ...signature, headr: 'x' } }),
      'webhook.signature, has the unknown member "headr"',
    ],
    [
      { ...hooked({}), api: { baseUrl: () => 'https://a.example' } },
      'webhook, identifies accounts by id only, which two servers may share: make api.baseUrl a single address',
    ],
    [{ ...hooked({}), auth: undefined, identify: undefined }, 'webhook, reports accounts: add an auth and'],
    [{ facts: { terms: [{ ...term, forbids: 'sale' }] } }, 'forbids "sale": use storage, ai, combination'],
    [{ facts: { terms: [{ ...term, source: 'their page' }] } }, 'terms[0], source, names "their page"'],
    [
      { facts: { terms: [{ ...term, checkedOn: 'May' }] } },
      'was checked on "May": use the day when it was read',
    ],
    ...['steps', 'example.other', 'google fit.steps'].map((continues): [object, string] => [
      {
        streams: [
          {
            ...stream(),
            kind: 'dailyMetric',
            fields: { steps: { label: 'Steps', type: 'number', continues } },
          },
        ],
      },
      `continues "${continues}": use the daily metric of another integration`,
    ]),
    [{ facts: { sunset: { date: 'soon' } } }, 'facts.sunset, has the date "soon": use one like'],
    [
      limited({ requests: 0, perSeconds: 60, per: 'client' }),
      'api.rateLimits[0], has requests = 0: use a whole',
    ],
    [
      limited({ requests: 1, perSeconds: 60, per: 'person' }),
      'has per = "person": use "account" or "client"',
    ],
    [
      limited({ requests: 1, per: 'client' }),
      'needs either perSeconds or perDayIn: give exactly one of them',
    ],
    [
      limited({ requests: 1, per: 'client', perSeconds: 1e6 }),
      'has perSeconds = 1000000: use a whole number',
    ],
    [
      limited({ requests: 1, per: 'client', perDayIn: 'Pacific' }),
      'has perDayIn = "Pacific": use an IANA time zone, like "America/Los_Angeles"',
    ],
    [
      limited({ requests: 1, per: 'client', perSeconds: 9, window: 'sliding' }),
      'has window = "sliding": use',
    ],
    [
      limited({ requests: 1, per: 'client', perSeconds: 9, wndow: 'fixed' }),
      'member "wndow": is it "window"?',
    ],
    [
      limited({ requests: 1, per: 'client', perSeconds: 9 }, { requests: 2, per: 'client', perSeconds: 9 }),
      'api.rateLimits[1], counts the same as api.rateLimits[0]: leave the smaller one',
    ],
    [
      { streams: [daily('one', 'steps'), daily('two', 'steps')] },
      'integration "example" declares the field "steps" in the streams "one" and "two": leave it in one',
    ],
    [
      { streams: [daily('one', 'rest heart-rate')] },
      'field "rest heart-rate" of stream "one" of integration "example" must be in camelCase',
    ],
    [
      { schedule: { everyMinutes: 0 } },
      'integration "example" has schedule.everyMinutes = 0: use a whole number from 1 to 10080',
    ],
    [{ homepage: 'javascript:alert(1)' }, 'integration "example" has the homepage "javascript:alert(1)"'],
    [{ author: ' ' }, 'integration "example" has an empty author'],
    [{ tags: 'music' }, 'integration "example", tags: use a list'],
    [{ tags: ['Heart Rate'] }, 'integration "example" has the tag "Heart Rate": use lower-case kebab'],
    [{ icon: 'https://example.org/icon.png' }, 'integration "example" has an icon that pages cannot show'],
    [{ schedule: { windowDays: -1 } }, 'integration "example" has schedule.windowDays = -1'],
    [{ schedule: { backfillDays: 1.5 } }, 'integration "example" has schedule.backfillDays = 1.5'],
  ])('%#', (more, message) => {
    expect(() => checkDefinition(definition(more))).toThrow(message)
  })

  test('with all its mistakes at once', () => {
    const wrong = {
      schedule: { everyMinutes: 0 },
      api: { baseUrl: 'example.org' },
      homepgae: 'https://a.example',
    }
    expect(() => checkDefinition(definition(wrong))).toThrow(
      'integration "example" has 3 mistakes: (1) integration "example" has the unknown member "homepgae": is it "homepage"?; (2) integration "example" has schedule.everyMinutes = 0: use a whole number from 1 to 10080; (3) integration "example", api.baseUrl, names "example.org": write an absolute https address',
    )
  })

  test('with streams of a kind without a sink', () => {
    const history = { ...definition(), streams: [{ ...stream(), kind: 'madia' }] }
    expect(() => checkKinds(history, ['sleep'])).toThrow(
      'stream "history" of integration "example" is of the kind "madia", which no plugin writes: use media, dailyMetric, measurement',
    )
    // The plugin of a kind that is known may be down for a while.
    checkKinds(definition(), [])
    checkKinds({ ...history, streams: [{ ...stream(), kind: 'sleep' }] }, ['sleep'])
  })

  test('by TypeScript if it can detect it', () => {
    // @ts-expect-error -- identify is missing
    defineIntegration({ ...parts, ...byKey })
    expect(() => apiKey({ howTo: [] })).toThrow(
      'apiKey sends the key by "header" or by "query": give exactly one of them',
    )
  })
})
